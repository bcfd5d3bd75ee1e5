import type { Browser, Page } from '@playwright/test'

/** A machine that does other things as well is slow, but not hung. */
const patienceMs = 180_000

/** What the page notes of itself, from its first line on: how long it could not have answered a click. */
type Noted = { tasksMs: number[] }

function note() {
  const noted: Noted = { tasksMs: [] }
  Object.assign(globalThis, { noted })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) noted.tasksMs.push(duration)
  }).observe({ type: 'longtask', buffered: true })
}

/** Tasks of more than 50 ms, which is what a browser calls long; 0 where there was none. */
export async function longestTaskMs(page: Page): Promise<number> {
  const { tasksMs } = await page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted)
  return Math.max(0, ...tasksMs)
}

/** Begins to note anew. */
export const forgetTasks = (page: Page) =>
  page.evaluate(() => {
    ;(globalThis as unknown as { noted: Noted }).noted.tasksMs = []
  })

/** One that lays out, one that shows it. */
export const twoFrames = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  )

/** One that has never been here, 1440 × 900. */
export async function inNewBrowser<Figures>(
  browser: Browser,
  measure: (page: Page) => Promise<Figures>,
): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(patienceMs)
    // tsx names functions by a helper of its own, which goes with none that is sent to the page.
    await page.addInitScript('globalThis.__name = (one) => one')
    await page.addInitScript(note)
    return await measure(page)
  } finally {
    await context.close()
  }
}
