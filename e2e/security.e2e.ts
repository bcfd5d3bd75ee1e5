import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { complaintsOf } from './support/graph-page'

test.use({ scenario: 'harbour' })

const row = (page: Page, namespace: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: namespace, exact: true }) })

const sheet = (page: Page) => page.getByRole('dialog')
const sinceChange = (page: Page) => page.getByRole('region', { name: 'Since the change' })

async function openPlan(page: Page, namespace: string) {
  await page.goto(`/security/${namespace}`)
  await page.getByRole('button', { name: 'Change the policy …' }).click()
  await sheet(page).getByRole('button', { name: 'Show the plan' }).click()
}

async function revert(page: Page) {
  await sinceChange(page).getByRole('button', { name: 'Revert the change …' }).click()
  const back = sheet(page).getByRole('button', { name: 'Revert this change' })
  for (const tick of await sheet(page).getByRole('checkbox').all()) await tick.check()
  await back.click()
  await expect(sheet(page)).toBeHidden()
}

/** A failure shows after a scrape and a window; a busy machine needs patience. */
const slow = { timeout: 150_000 }

/** That nothing comes any more is said of all since the change, of five minutes at most: one that slipped in lasts so long. */
const ended = { timeout: 330_000 }

test('tells each namespace’s policy and what was seen, and nothing is called encrypted that was not measured', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  await page.goto('/security')
  await expect(row(page, 'orders')).toContainText('Permissive')
  await expect(row(page, 'storefront')).toContainText('Strict')
  await expect(row(page, 'storefront')).toContainText('100 %')
  // From istiod's own metrics, which are scraped as the proxies' are.
  await expect(page.getByText(/^\d{1,2} \w{3} 20\d\d$/)).toBeVisible(slow)
  await expect(row(page, 'istio-system')).toContainText('not measured')
  await expect(row(page, 'legacy')).toContainText('No workload has a sidecar or is in ambient')
  // By risk: who blocks Strict stands above who is quiet.
  const names = page.getByRole('row').getByRole('link')
  await expect(names.first()).toHaveText('orders')
  expect(complaints).toEqual([])
})

test('answers whether a call works, by which objects, and keeps the question in the URL', async ({
  page,
}) => {
  await page.goto('/security')
  await page.getByLabel('Client workload').fill('storefront/checkout-v1')
  await page.getByLabel('Service', { exact: true }).fill('orders/invoices')
  await page.getByLabel('Service port').fill('8080')
  await page.getByRole('button', { name: 'Check the call' }).click()
  await expect(page.getByText('Yes, in plaintext')).toBeVisible()
  await expect(page.getByText('DestinationRule storefront/invoices-in-plain')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Yes, in plaintext')).toBeVisible()
})

test('Strict is set only with every breaking caller ticked, its victims are told with the minute, and revert heals them', async ({
  page,
}) => {
  test.setTimeout(720_000)
  await openPlan(page, 'orders')
  const plan = sheet(page)
  await expect(plan.getByText(/storefront\/checkout-v1 → orders\/invoices/)).toBeVisible()
  await expect(plan.getByText(/unknown client → orders\/invoices/)).toBeVisible()
  await expect(plan.getByText(/It could be .*legacy\/nightly-export/)).toBeVisible()
  const apply = plan.getByRole('button', { name: 'Set orders to Strict' })
  await expect(apply).toBeDisabled()
  for (const tick of await plan.getByRole('checkbox').all()) await tick.check()
  await apply.click()
  await expect(plan).toBeHidden()

  const strip = sinceChange(page)
  await expect(strip).toContainText('Changed at')
  await expect(strip.getByRole('listitem').filter({ hasText: /checkout-v1.*503/ })).toBeVisible(
    slow,
  )
  await expect(
    strip.getByRole('listitem').filter({ hasText: /unknown client.*has ended/ }),
  ).toBeVisible(ended)

  await revert(page)
  await expect(page.getByText(/Policy: Permissive/)).toBeVisible()
  await expect(sinceChange(page)).toContainText('Since the change, ', slow)
  // Others of this mesh fail now and then, whatever the policy is.
  await expect(sinceChange(page)).not.toContainText(/checkout-v1|unknown client/, ended)
})

test('a namespace that is ready goes Strict with nobody broken, and stays encrypted', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await openPlan(page, 'shipping')
  await expect(sheet(page).getByText('Who breaks: nobody that is known')).toBeVisible()
  await sheet(page).getByRole('button', { name: 'Set shipping to Strict' }).click()
  await expect(sheet(page)).toBeHidden()
  await expect(page.getByText(/Policy: Strict/)).toBeVisible()
  await expect(page.getByRole('img', { name: '100 % mutual TLS' }).first()).toBeVisible()
  await revert(page)
  await expect(page.getByText(/Policy: Permissive/)).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious on the security screens', async ({ page }) => {
      for (const path of ['/security', '/security/orders']) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        const serious = violations.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        )
        expect(serious.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html)])).toEqual(
          [],
        )
      }
    })
  })
}
