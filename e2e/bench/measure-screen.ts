import { type Browser, chromium, type Page } from '@playwright/test'
import { readDrawn } from '../support/drawn'
import { inNewBrowser, longestTaskMs, twoFrames } from './bench-browser'
import type { BenchWorld } from './bench-world'
import { type Spread, spreadOf } from './statistics'

/** `/graph` as a browser that has never been here opens it. */
export type ScreenFigures = {
  /** From the address to the first card on screen. */
  paintMs: Spread
  /** The longest that the page could not have answered a click. */
  longestTaskMs: number
  /** How far cards moved that were there before and after a refresh; the farthest. */
  displacedPx: number
  /** As it came over the wire, until the first card. */
  scriptBytes: number
}

const rounds = 5

/** What the page notes of itself beside its tasks. */
type Noted = { firstCardMs: number | null }

function noteFirstCard() {
  const noted: Noted = { firstCardMs: null }
  Object.assign(globalThis, { notedCard: noted })
  const look = () => {
    if (document.querySelector('[data-node-id]')) noted.firstCardMs = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

const firstCardMs = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { notedCard: Noted }).notedCard.firstCardMs)

async function openOnce(browser: Browser, url: string) {
  return inNewBrowser(browser, async (page) => {
    const scripts: Promise<number>[] = []
    page.on('response', (response) => {
      const request = response.request()
      if (request.resourceType() === 'script')
        scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.addInitScript(noteFirstCard)
    await page.goto(url)
    await page.waitForSelector('[data-node-id]')
    // The page sees it a frame later.
    await twoFrames(page)
    const bytes = await Promise.all(scripts)
    // What comes after the first card blocks the page as well: rates on edges are the last of it.
    await page.waitForSelector('[data-edge-id]')
    await twoFrames(page)
    return {
      paintMs: (await firstCardMs(page)) ?? Number.NaN,
      longestTaskMs: await longestTaskMs(page),
      scriptBytes: bytes.reduce((sum, one) => sum + one, 0),
    }
  })
}

/** What was there before and is there after a refresh must not have moved. */
const displacement = (browser: Browser, url: string) =>
  inNewBrowser(browser, async (page) => {
    await page.goto(`${url}?refresh=5&edges=rate`)
    await page.waitForSelector('[data-node-id]')
    const isRefresh = (address: string) => new URL(address).pathname === '/api/v1/graph'
    await page.waitForResponse((response) => isRefresh(response.url()))
    const before = new Map((await readDrawn(page)).cards.map(({ id, box }) => [id, box]))
    const response = await page.waitForResponse((one) => isRefresh(one.url()))
    await response.finished()
    await twoFrames(page)
    const moved = (await readDrawn(page)).cards.flatMap(({ id, box }) => {
      const old = before.get(id)
      return old ? [Math.hypot(box.left - old.left, box.top - old.top)] : []
    })
    return Math.max(0, ...moved)
  })

export async function measureScreen({
  consoleUrl,
  chromium: executablePath,
  say,
}: Pick<BenchWorld, 'consoleUrl' | 'chromium' | 'say'>): Promise<ScreenFigures> {
  const browser = await chromium.launch({ executablePath })
  try {
    const url = `${consoleUrl}/graph`
    const opened = []
    for (let round = 0; round < rounds; round++) opened.push(await openOnce(browser, url))
    const paintMs = spreadOf(opened.map((one) => one.paintMs))
    say(`  screen: first card after ${paintMs.median.toFixed(0)} ms`)
    return {
      paintMs,
      longestTaskMs: spreadOf(opened.map((one) => one.longestTaskMs)).median,
      scriptBytes: Math.max(...opened.map((one) => one.scriptBytes)),
      displacedPx: await displacement(browser, url),
    }
  } finally {
    await browser.close()
  }
}
