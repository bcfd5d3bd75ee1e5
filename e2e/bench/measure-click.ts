import { chromium, type Page } from '@playwright/test'
import { plan, slider } from '../support/split-page'
import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'
import { findTools } from '../tools/tools.mjs'
import { timeOf } from './bare-api'
import { pathOf, type SplitName } from './split-objects'
import { type Spread, spreadOf } from './statistics'

export type ClickFigures = {
  /** From the click until a watch tells of the object with its new weights. */
  applied: Spread
  /** From the click until the page shows them, without the plan on top. */
  shown: Spread
  /** The same patch without the console, until its answer. */
  bare: Spread
  ratio: Spread
  shownRatio: Spread
}

type Click = { consoleUrl: string; client: KubernetesClient; rounds: number }

/** Moves a tenth to and fro, in a browser, and every time once more without one. */
export async function measureClick(click: Click, split: SplitName): Promise<ClickFigures> {
  const { chromium: executablePath } = await findTools(['chromium'])
  const browser = await chromium.launch({ executablePath })
  const stop = new AbortController()
  const seen = arrivals(click.client, split, stop.signal)
  try {
    const page = await browser.newPage({ baseURL: click.consoleUrl })
    await page.goto(`/traffic/${split.namespace}/VirtualService/${split.name}`)
    const times = { applied: [] as number[], shown: [] as number[], bare: [] as number[] }
    for (let round = -1; round < click.rounds; round++) {
      const one = await clickOnce(page, round % 2 === 0, seen)
      const bare = await timeOf(() => bareWrite(click.client, split))
      if (round < 0) continue
      times.applied.push(one.applied)
      times.shown.push(one.shown)
      times.bare.push(bare)
    }
    const ratioOf = (some: number[]) =>
      spreadOf(some.map((time, at) => time / (times.bare[at] ?? Number.NaN)))
    return {
      applied: spreadOf(times.applied),
      shown: spreadOf(times.shown),
      bare: spreadOf(times.bare),
      ratio: ratioOf(times.applied),
      shownRatio: ratioOf(times.shown),
    }
  } finally {
    stop.abort()
    await browser.close()
  }
}

type Arrivals = { next: () => Promise<number> }

/** When a watch tells of each change of the object, epoch ms. */
function arrivals(client: KubernetesClient, { namespace, name }: SplitName, signal: AbortSignal) {
  let tell: ((at: number) => void) | null = null
  const collection = pathOf({ namespace, name }).slice(0, -name.length - 1)
  const change = (_: string, { metadata }: KubernetesObject) => {
    if (metadata.name === name) tell?.(Date.now())
  }
  client.watchAll(collection, { replace: () => undefined, change }, signal)
  return {
    next: () =>
      new Promise<number>((resolve) => {
        tell = resolve
      }),
  }
}

async function clickOnce(page: Page, isBack: boolean, seen: Arrivals) {
  await slider(page, 'v1').press(isBack ? 'ArrowRight' : 'ArrowLeft')
  const wanted = await slider(page, 'v1').getAttribute('aria-valuenow')
  await page.getByRole('button', { name: 'Review the change' }).click()
  const button = plan(page).getByRole('button', { name: /^Move/ })
  await button.and(page.locator(':enabled')).waitFor()
  const arrived = seen.next()
  // Not by Playwright's own click, which first looks whether the button stands still.
  const clickedAt = await button.evaluate((element: HTMLElement) => {
    const at = Date.now()
    element.click()
    return at
  })
  await plan(page).waitFor({ state: 'hidden' })
  const shown = Date.now() - clickedAt
  const shows = await slider(page, 'v1').getAttribute('aria-valuenow')
  if (shows !== wanted) throw new Error(`The page shows ${shows} instead of ${wanted}`)
  return { applied: (await arrived) - clickedAt, shown }
}

/** A patch that the API server has the same work with, and that moves nothing. */
async function bareWrite(client: KubernetesClient, split: SplitName) {
  const path = pathOf(split)
  await client.patch(path, [
    { op: 'add', path: '/metadata/labels', value: { bench: String(Date.now()) } },
  ])
}
