import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './support/fixtures'
import { card, openGraph, panel } from './support/graph-page'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious on the graph and its panel', async ({ page }) => {
      await openGraph(page)
      await card(page, /^productpage-v1/).click()
      await expect(panel(page)).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(
        ({ impact }) => impact === 'serious' || impact === 'critical',
      )
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    })
  })
}

test('the theme that is chosen stays after a reload', async ({ page }) => {
  await openGraph(page)
  await page.getByRole('button', { name: /theme/i }).click()
  await page
    .getByRole('menuitemradio', { name: /dark/i })
    .or(page.getByRole('radio', { name: /dark/i }))
    .click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('the graph can be walked and read by keyboard alone', async ({ page }) => {
  await openGraph(page)
  const gateway = card(page, /^istio-ingressgateway/)
  await gateway.focus()
  await page.keyboard.press('ArrowRight')
  await expect(card(page, /^productpage-v1/)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(panel(page).getByRole('heading', { name: 'productpage-v1' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel(page)).toBeHidden()
})

test('a spoken card says name, namespace, rate and error share', async ({ page }) => {
  await openGraph(page)
  await expect(card(page, /^reviews-v2/)).toHaveAccessibleName(
    /reviews-v2, default, [\d.]+ requests per second, [\d.]+\s% errors/,
  )
})
