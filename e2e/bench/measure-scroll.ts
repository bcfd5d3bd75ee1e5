import { chromium, type Page } from '@playwright/test'
import { forgetTasks, inNewBrowser, longestTaskMs, twoFrames } from './bench-browser'
import type { BenchWorld } from './bench-world'

/** The list of `/security`, scrolled from its first row to its last. */
export type ScrollFigures = {
  /** The longest that the page could not have answered while it scrolled. */
  longestTaskMs: number
  /** Of all frames, how many came later than 50 ms after the one before. */
  lateFrames: number
  frames: number
  /** That stood in the page at once; the list holds all. */
  rowsAtOnce: number
}

const listSelector = 'section[aria-label="Mutual TLS by namespace"]'

/** Half a screen each time, as a person turns a wheel. */
const wheelPx = 400

/** A frame that nobody would see as a jump; 60 a second are 17 ms each. */
const lateMs = 50

/** Every frame while it goes down; the time of each is the page's own. */
async function scrollToEnd(page: Page) {
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(globalThis, { frames })
    const tick = (at: number) => {
      frames.push(at)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const list = page.locator(listSelector)
  let rowsAtOnce = 0
  for (let isAtEnd = false; !isAtEnd; ) {
    await page.mouse.wheel(0, wheelPx)
    await twoFrames(page)
    rowsAtOnce = Math.max(rowsAtOnce, await list.locator('tbody tr:has(a)').count())
    isAtEnd = await list.evaluate(
      ({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 1,
    )
  }
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames)
  return { frames, rowsAtOnce }
}

export async function measureScroll({
  consoleUrl,
  chromium: executablePath,
}: Pick<BenchWorld, 'consoleUrl' | 'chromium'>): Promise<ScrollFigures> {
  const browser = await chromium.launch({ executablePath })
  try {
    return await inNewBrowser(browser, async (page) => {
      await page.goto(`${consoleUrl}/security`)
      await page.locator(`${listSelector} tbody tr:has(a)`).first().hover()
      await forgetTasks(page)
      const { frames, rowsAtOnce } = await scrollToEnd(page)
      const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at))
      return {
        longestTaskMs: await longestTaskMs(page),
        lateFrames: gaps.filter((gap) => gap > lateMs).length,
        frames: gaps.length,
        rowsAtOnce,
      }
    })
  } finally {
    await browser.close()
  }
}
