import { graphViews } from '../../lib/domain/service-graph/graph'
import { inSight, outside, overlaps, readDrawn } from './drawn'
import { expect, test } from './fixtures'
import { cards, openGraph } from './graph-page'

/**
 * A generated mesh, with just the history that one window needs; a big one is scraped once a minute,
 * for who looks at it needs the machine as well.
 */
export const meshOf = (services: number, namespaces: number): string[] => [
  ...['--services', `${services}`, '--namespaces', `${namespaces}`],
  ...['--history-hours', '0.2'],
  ...(services > 200 ? ['--history-step', '60', '--scrape-interval', '60'] : []),
]

/** What makes a picture readable, asked of whatever mesh the file that calls this has chosen. */
export function testReadability() {
  test.setTimeout(180_000)

  for (const view of graphViews)
    test(`opens readable by ${view}: in the window, names of 11 px, nothing on top of another`, async ({
      page,
    }) => {
      await openGraph(page, { view })
      // The first picture of this browser is for a laptop's room; then it has measured its own.
      await page.reload()
      await expect(cards(page).first()).toBeVisible()
      const drawn = await readDrawn(page)
      expect(Math.min(...drawn.cards.map(({ nameSize }) => nameSize))).toBeGreaterThanOrEqual(11)
      expect(outside(drawn)).toEqual([])
      expect(overlaps(drawn)).toEqual([])
    })

  test('a namespace opens in place, framed at 11 px, the rest by a drag', async ({ page }) => {
    await openGraph(page)
    const group = cards(page).and(page.locator('[data-node-id^="namespace/"]')).first()
    test.skip((await group.count()) === 0, 'all of it is drawn from the start')
    const before = new Set((await readDrawn(page)).cards.map(({ id }) => id))
    await group.click()
    await expect(page).toHaveURL(/expand=/)
    await expect
      .poll(async () => (await readDrawn(page)).cards.some(({ id }) => !before.has(id)))
      .toBe(true)
    const drawn = await readDrawn(page)
    const came = drawn.cards.filter(({ id }) => !before.has(id))
    expect(Math.min(...came.map(({ nameSize }) => nameSize))).toBeGreaterThanOrEqual(11)
    expect(overlaps(drawn)).toEqual([])
    const seen = new Set(inSight(drawn))
    expect(came.some(({ id }) => seen.has(id))).toBe(true)
  })
}
