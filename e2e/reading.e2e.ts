import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { readDrawn } from './support/drawn'
import { expect, test } from './support/fixtures'
import { card, cards, openGraph, panel } from './support/graph-page'

const table = (page: Page) => page.getByRole('table', { name: /calls of the service graph/i })
const rowNames = (page: Page) => table(page).getByRole('row').getByRole('button', { name: / to / })

test('the table is one key away, has the same calls, and opens them by key', async ({ page }) => {
  await openGraph(page)
  await page.keyboard.press('t')
  await expect(rowNames(page)).toHaveCount(5)
  await expect(table(page)).toHaveAttribute('aria-rowcount', '6')
  await rowNames(page).first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(rowNames(page).nth(1)).toBeFocused()
  const name = await rowNames(page).nth(1).getAttribute('aria-label')
  await page.keyboard.press('Enter')
  const [source = ''] = name?.split(' to ') ?? []
  await expect(panel(page).getByRole('heading', { level: 2 })).toContainText(source)
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  await expect(cards(page).first()).toBeVisible()
})

test('the table is put in order by its heads, and the order is in the link', async ({ page }) => {
  await page.goto('/graph?form=table')
  await table(page).getByRole('button', { name: 'To', exact: true }).click()
  await expect(page).toHaveURL(/sort=target/)
  await expect(table(page).getByRole('columnheader', { name: 'To', exact: true })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await expect(rowNames(page).first()).toHaveAccessibleName(/ to details-v1/)
})

test('things are found by key alone, with completion, and can be hidden', async ({ page }) => {
  await openGraph(page)
  await page.keyboard.press('/')
  const field = page.getByRole('combobox', { name: 'Find in the graph' })
  await expect(field).toBeFocused()
  await page.keyboard.type('vers')
  await expect(page.getByRole('option', { name: /^version:/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('v2')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/find=version/)
  await expect(card(page, /^reviews-v2.*found$/)).toBeVisible()
  await page.getByRole('button', { name: 'Hide these' }).click()
  await expect(card(page, /^reviews-v2/)).toBeHidden()
  await page.getByRole('button', { name: 'Hide nothing' }).click()
  await expect(card(page, /^reviews-v2/)).toBeVisible()
})

test('what cannot be read is said, and nothing is asked', async ({ page }) => {
  await openGraph(page)
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: 'Find in the graph' }).fill('colour:red')
  await expect(page.getByText('There is no field colour.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/find=/)
})

test('the focus shows a node and what is around it, near and further', async ({ page }) => {
  await openGraph(page)
  await card(page, /^ratings-v1/).click()
  await panel(page).getByRole('button', { name: 'Show only what is around it' }).click()
  await expect(cards(page)).toHaveCount(2)
  await page.getByRole('button', { name: /^Distance/ }).click()
  await page.getByRole('menuitemradio', { name: '2 calls' }).click()
  await expect(cards(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Show everything again' }).first().click()
  await expect(cards(page)).toHaveCount(6)
})

test('a card stays where it was put, by key, after the page is opened again', async ({ page }) => {
  await openGraph(page)
  const details = card(page, /^details-v1/)
  const before = await details.boundingBox()
  await details.focus()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect
    .poll(async () => (await details.boundingBox())?.y ?? 0)
    .toBeGreaterThan((before?.y ?? 0) + 20)
  const nextTo = async () => {
    const { cards: drawn } = await readDrawn(page)
    const at = (name: string) => drawn.find(({ id }) => id.endsWith(name))?.box
    return Math.round((at('details-v1')?.top ?? 0) - (at('productpage-v1')?.top ?? 0))
  }
  const distance = await nextTo()
  await page.reload()
  await expect(details).toBeVisible()
  await expect.poll(nextTo).toBe(distance)
  await page.getByRole('button', { name: 'Arrange anew' }).click()
  await expect.poll(nextTo).not.toBe(distance)
})

test('the picture, its data and all calls can be taken along as files', async ({ page }) => {
  await openGraph(page)
  await page.getByRole('button', { name: 'Share' }).click()
  const save = async (name: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await download
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) }
  }
  const svg = await save('Picture, SVG')
  expect(svg.name).toMatch(/^graph-workload-all-.*Z\.svg$/)
  expect(svg.content.toString()).toContain('productpage-v1')
  const png = await save('Picture, PNG')
  expect(png.content.subarray(1, 4).toString()).toBe('PNG')
  const json = await save('What is shown, JSON')
  expect(JSON.parse(json.content.toString()).data.nodes).toHaveLength(6)
  const csv = await save('All calls, CSV')
  expect(csv.content.toString().trim().split('\n')).toHaveLength(6)
})

test('a link freezes the moment, and a moment is left again', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openGraph(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'To this moment' }).click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(new URL(link).searchParams.get('at')).toMatch(/^\d{13}$/)
  await page.goto(link)
  await expect(page.getByText(/^As of /)).toBeVisible()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(page.getByText(/^Data .* old$/)).toBeVisible()
})
