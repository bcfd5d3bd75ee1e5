import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { card, cards, openGraph, panel, pills } from './support/graph-page'
import { choose, press, tabTo } from './support/keyboard'

// Large enough that the picture opens as groups. Not one press of a mouse in all of this file.
test.use({ scenario: 'harbour' })

/** None of its apps is a group: each opens its panel. */
const storefront = { namespaces: 'storefront', view: 'app' }

const groups = (page: Page) => cards(page).and(page.locator('[data-node-id^="namespace/"]'))

/** The one card in the tab order; arrows lead from it to all others. */
const tabToCards = (page: Page) => tabTo(page, cards(page).and(page.locator('[tabindex="0"]')))

const focused = (page: Page) => page.locator(':focus')

/** Arrows until the card is reached, as a person goes: towards it. */
async function walkTo(page: Page, name: RegExp) {
  const target = card(page, name)
  for (let step = 0; step < 40; step++) {
    const [from, to] = [await focused(page).boundingBox(), await target.boundingBox()]
    if (!from || !to) throw new Error('a card is not drawn')
    const away = { x: to.x - from.x, y: to.y - from.y }
    if (Math.hypot(away.x, away.y) < 1) return
    const isAcross = Math.abs(away.x) > 2 * Math.abs(away.y)
    const across = away.x > 0 ? 'ArrowRight' : 'ArrowLeft'
    const along = away.y > 0 ? 'ArrowDown' : 'ArrowUp'
    await page.keyboard.press(isAcross ? across : along)
  }
  throw new Error('arrows do not get there')
}

test('from a card along an edge to the next card, and the panel of each is opened and left', async ({
  page,
}) => {
  await openGraph(page, storefront)
  await tabToCards(page)
  await page.keyboard.press('Tab')
  await expect(focused(page)).toHaveAccessibleName(/^istio-ingressgateway .*to /)
  await page.keyboard.press('Enter')
  const heading = panel(page).getByRole('heading', { level: 2 })
  await expect(heading).toContainText('→')
  await page.keyboard.press('Escape')
  await expect(panel(page)).toBeHidden()
  const called = / to ([^,]+)/.exec((await focused(page).getAttribute('aria-label')) ?? '')?.[1]
  await page.keyboard.press('ArrowRight')
  await expect(focused(page)).toHaveAccessibleName(new RegExp(`^${called},`))
  await page.keyboard.press('Enter')
  await expect(heading).toContainText(called ?? '')
})

test('every edge of a card is reached, also where nothing is written on edges', async ({
  page,
}) => {
  await openGraph(page, { ...storefront, edges: '' })
  await tabToCards(page)
  await walkTo(page, /^web,/)
  await page.keyboard.press('Tab')
  const seen: string[] = []
  for (;;) {
    const name = (await focused(page).getAttribute('aria-label')) ?? ''
    if (seen.includes(name)) break
    seen.push(name)
    await page.keyboard.press('ArrowDown')
  }
  expect(seen.length).toBeGreaterThan(4)
  expect(seen.at(-1)).toMatch(/ to web,/)
})

test('a panel leads on to who calls and who is called, and closing it leads back', async ({
  page,
}) => {
  await openGraph(page, storefront)
  await tabToCards(page)
  await page.keyboard.press('Enter')
  const heading = panel(page).getByRole('heading', { level: 2 })
  await expect(heading).toHaveText(/istio-ingressgateway/)
  await press(page, panel(page).getByTitle('Show this edge').first())
  await expect(heading).toContainText('→')
  await expect(heading).toBeFocused()
  await press(page, panel(page).getByRole('button', { name: 'Close the panel' }))
  await expect(panel(page)).toBeHidden()
  await expect(focused(page)).toHaveAccessibleName(/^istio-ingressgateway/)
})

test('a namespace is opened in place and closed again', async ({ page }) => {
  await openGraph(page)
  const closed = await groups(page).count()
  await tabToCards(page)
  await walkTo(page, /^storefront/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/expand=/)
  await expect(groups(page)).toHaveCount(closed - 1)
  // The walk goes on among what came.
  await expect(focused(page)).toHaveAccessibleName(/, storefront,/)
  await press(page, page.getByRole('button', { name: 'Close storefront' }))
  await expect(page).not.toHaveURL(/expand=/)
  await expect(groups(page)).toHaveCount(closed)
  await expect(focused(page)).toHaveAccessibleName(/^storefront, .*a group, opens in place$/)
})

test.describe('in a small window', () => {
  test.use({ viewport: { width: 900, height: 640 } })

  test('what is left out of the picture comes into it', async ({ page }) => {
    await openGraph(page)
    await page.reload()
    const more = card(page, /^\d+ more, /)
    await expect(more).toBeVisible()
    const before = await cards(page).count()
    await tabToCards(page)
    await walkTo(page, /^\d+ more, /)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/expand=more/)
    await expect.poll(() => cards(page).count()).toBeGreaterThan(before)
    await expect(more).toBeHidden()
  })
})

test('view, service nodes, what edges show and the window are chosen', async ({ page }) => {
  await openGraph(page)
  await tabTo(page, page.getByRole('group', { name: 'View' }).getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowLeft')
  await expect(page).toHaveURL(/view=versionedApp/)
  await page.keyboard.press('ArrowRight')
  await press(page, page.getByRole('checkbox', { name: 'Service nodes' }), 'Space')
  await expect(page).toHaveURL(/services=true/)
  await press(page, page.getByRole('button', { name: /Edges show/ }))
  await press(page, page.getByRole('checkbox', { name: 'Latency, median' }), 'Space')
  await expect(page).toHaveURL(/edges=[^&]*p50/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('checkbox', { name: 'Latency, median' })).toBeHidden()
  await choose(page, page.getByRole('button', { name: /^Window/ }), 'Last 1 min')
  await expect(page).toHaveURL(/window=1m/)
})

test('things are found with completion, hidden, and shown again', async ({ page }) => {
  await openGraph(page, storefront)
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox', { name: 'Find in the graph' })).toBeFocused()
  await page.keyboard.type('app')
  await expect(page.getByRole('option', { name: /^app:/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('cart')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/find=app/)
  await expect(card(page, /^cart,.*found$/)).toBeVisible()
  await press(page, page.getByRole('button', { name: 'Hide these' }))
  await expect(card(page, /^cart,/)).toBeHidden()
  await press(page, page.getByRole('button', { name: 'Hide nothing' }))
  await expect(card(page, /^cart,/)).toBeVisible()
})

test('the focus is put on a card, made wider, and left', async ({ page }) => {
  await openGraph(page, storefront)
  const all = await cards(page).count()
  await tabToCards(page)
  await walkTo(page, /^search,/)
  await page.keyboard.press('Enter')
  await press(page, panel(page).getByRole('button', { name: 'Show only what is around it' }))
  await expect(page).toHaveURL(/focus=/)
  await expect(cards(page)).toHaveCount(2)
  await choose(page, page.getByRole('button', { name: /^Distance/ }), '2 calls')
  await expect(page).toHaveURL(/hops=2/)
  await expect.poll(() => cards(page).count()).toBeGreaterThan(2)
  await press(page, page.getByRole('button', { name: 'Show everything again' }).first())
  await expect(page).not.toHaveURL(/focus=/)
  await expect(cards(page)).toHaveCount(all)
})

test('the rows are one key away, put in order, read, opened and saved', async ({ page }) => {
  await openGraph(page)
  await page.keyboard.press('t')
  const table = page.getByRole('table')
  await press(page, table.getByRole('button', { name: 'To', exact: true }))
  await expect(page).toHaveURL(/sort=target/)
  const rows = table.getByRole('row').getByRole('button', { name: / to / })
  await tabTo(page, rows.first())
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(panel(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await press(page, shareMenu(page))
  const csv = await save(page, 'All calls, CSV')
  expect(csv.split('\n').length).toBeGreaterThan(20)
})

test('pictures are saved', async ({ page }) => {
  await openGraph(page)
  await press(page, shareMenu(page))
  expect((await save(page, 'Picture, PNG')).slice(1, 4)).toBe('PNG')
  expect(await save(page, 'Picture, SVG')).toContain('storefront')
})

/** The table has a column of the same name. */
const shareMenu = (page: Page) => page.getByRole('button', { name: 'Share' }).first()

async function save(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download')
  await press(page, page.getByRole('button', { name }))
  return readFile(await (await download).path(), 'latin1')
}

test('a link to this moment is copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openGraph(page)
  await press(page, shareMenu(page))
  await press(page, page.getByRole('button', { name: 'To this moment' }))
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(new URL(link).searchParams.get('at')).toMatch(/^\d{13}$/)
})

test('the picture of a moment in the past is shown, and the present again', async ({ page }) => {
  await openGraph(page)
  await press(page, page.getByRole('button', { name: 'Now', exact: true }))
  await press(page, page.getByRole('button', { name: '15 min ago' }))
  await expect(page).toHaveURL(/at=\d{13}/)
  await page.keyboard.press('Escape')
  await expect(page.getByText(/^As of /)).toBeVisible()
  await press(page, page.getByRole('button', { name: 'Back to now' }))
  await expect(page.getByText(/^Data .* old$/)).toBeVisible()
  await expect(page).not.toHaveURL(/at=/)
})

test('the picture is read larger, moved as a whole, and explained', async ({ page }) => {
  await openGraph(page)
  const width = async () => (await cards(page).first().boundingBox())?.width ?? 0
  const before = await width()
  await press(page, page.getByRole('button', { name: 'Zoom in' }))
  await expect.poll(width).toBeGreaterThan(before * 1.1)
  await press(page, page.getByRole('button', { name: 'Fit the whole graph' }))
  await expect.poll(width).toBeLessThan(before * 1.05)
  await press(page, page.getByRole('button', { name: 'Legend' }))
  await expect(page.getByText('Thicker is more requests, on a log scale')).toBeVisible()
  await expect(pills(page).first()).toBeVisible()
})
