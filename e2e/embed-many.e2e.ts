import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { environmentOf, startReadyConsole } from './support/console'
import { expect, test } from './support/fixtures'
import { mintPanelToken, panelKeys } from './support/panel-token'
import { type Portal, startPortal } from './support/portal'
import type { ConsoleProcess } from './tools/console-process.mjs'

// More than a browser opens connections to one place. How long thirty take is measured by hand.
const panels = Number(process.env.BINNACLE_PANELS ?? 10)

let server: ConsoleProcess
let portal: Portal
test.beforeAll(async ({ testbed }) => {
  const tokenOf = () => mintPanelToken({ namespaces: ['default'], views: ['graph'] })
  portal = await startPortal({ consoleUrl: () => server.url, tokenOf })
  const file = test.info().outputPath('keys.json')
  await writeFile(file, panelKeys)
  server = await startReadyConsole({
    ...environmentOf(testbed),
    BINNACLE_EMBED_ORIGINS: portal.origin,
    BINNACLE_EMBED_KEYS_FILE: file,
  })
})
test.afterAll(async () => {
  portal.stop()
  await server.stop()
})

/** What the page around the panels itself was kept from, in ms. */
async function measure(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    if (window !== top) return
    const measured = { longestTask: 0 }
    Object.assign(window, { measured })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        measured.longestTask = Math.max(measured.longestTask, duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  return () => page.evaluate(() => Object(window).measured.longestTask)
}

/** How many have drawn their picture. Whoever is too busy to say has not. */
async function drawn(page: Page): Promise<number> {
  const frames = page.frames().filter((frame) => frame.url().includes('/embed/graph'))
  const cards = frames.map((frame) =>
    Promise.race([
      frame.evaluate(() => document.querySelectorAll('[data-node-id]').length),
      new Promise<number>((resolve) => setTimeout(() => resolve(0), 3_000)),
    ]),
  )
  return (await Promise.all(cards)).filter((count) => count > 0).length
}

const refreshSeconds = 15

test('many panels of one view on one page ask Prometheus what one asks, and the page answers', async ({
  page,
  admin,
}) => {
  test.setTimeout(240_000)
  const longestTask = await measure(page)
  let answers = 0
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === '/api/v1/graph') answers += 1
  })
  await page.goto(`${portal.origin}/?count=${panels}&max-height=240`)
  await expect.poll(() => drawn(page), { timeout: 180_000, intervals: [4_000] }).toBe(panels)
  answers = 0
  const { since } = await admin.resetQueries()
  await expect.poll(() => answers, { timeout: 60_000 }).toBeGreaterThanOrEqual(2 * panels)
  const { queries } = await admin.queries()
  const rounds = Math.ceil((Date.now() - since) / 1000 / refreshSeconds) + 1
  const questions = new Set(queries.map(({ query }) => query)).size
  expect(queries.length).toBeLessThanOrEqual(rounds * questions)
  // Theirs is another process; how long that takes on a busy machine is a figure (BENCHMARKS.md).
  expect(await longestTask()).toBeLessThan(1_000)
})
