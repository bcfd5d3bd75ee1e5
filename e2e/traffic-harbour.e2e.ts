import { expect, test } from './support/fixtures'
import {
  apply,
  diff,
  history,
  moved,
  openSplit,
  plan,
  press,
  review,
  weightsOnScreen,
  written,
} from './support/split-page'

test.use({ scenario: 'harbour' })

const istio = '/apis/networking.istio.io/v1'
const quick = { window: '1m', refresh: '5' }

type Journey = {
  name: string
  split: string
  path: string
  /** The version that gives, the key that makes it give, and how often it is pressed. */
  give: [version: string, key: string, times: number]
  before: number[]
  after: number[]
  verb: RegExp
}

const journeys: Journey[] = [
  {
    name: 'the last of three routes, with matches before it',
    split: 'storefront/VirtualService/cart',
    path: `${istio}/namespaces/storefront/virtualservices/cart`,
    give: ['v1', 'ArrowLeft', 1],
    before: [75, 25],
    after: [65, 35],
    verb: /^Move 10.% to v2$/,
  },
  {
    name: 'a route in shares, on its own scale',
    split: 'orders/VirtualService/orders',
    path: `${istio}/namespaces/orders/virtualservices/orders`,
    give: ['v1', 'ArrowLeft', 1],
    before: [3, 1],
    after: [2, 2],
    verb: /^Move 25.% to v2$/,
  },
  {
    name: 'a TCP route',
    split: 'orders/VirtualService/ledger-db',
    path: `${istio}/namespaces/orders/virtualservices/ledger-db`,
    give: ['v15', 'ArrowLeft', 3],
    before: [80, 20],
    after: [50, 50],
    verb: /^Move 30.% to v16$/,
  },
  {
    name: 'an HTTPRoute',
    split: 'shipping/HTTPRoute/rates',
    path: '/apis/gateway.networking.k8s.io/v1/namespaces/shipping/httproutes/rates',
    give: ['rates-v1', 'ArrowLeft', 2],
    before: [70, 30],
    after: [50, 50],
    verb: /^Move 20.% to rates-v2$/,
  },
]

for (const { name, split, path, give, before, after, verb } of journeys) {
  test(`moves ${name}, and takes it back`, async ({ page, kubernetes }) => {
    test.setTimeout(180_000)
    const original = await kubernetes.remember(path)
    await openSplit(page, split, quick)
    expect(await weightsOnScreen(page)).toEqual(before)
    await press(page, ...give)
    expect(await weightsOnScreen(page)).toEqual(after)
    await review(page)
    await apply(page, verb)
    await expect(plan(page)).toBeHidden()
    await expect(moved(page)).toBeHidden()
    expect(await weightsOnScreen(page)).toEqual(after)

    await page.getByRole('button', { name: `Back to ${before.join(' / ')}` }).press('Enter')
    await expect(diff(page)).toBeVisible()
    await apply(page, /^Move/)
    await expect(plan(page)).toBeHidden()
    expect(await weightsOnScreen(page)).toEqual(before)
    expect(JSON.stringify(written(await kubernetes.get(path)))).toBe(
      JSON.stringify(written(original)),
    )
    await expect(history(page).getByRole('row')).toHaveCount(3)
  })
}

test('a second of three routes that shares its subset says why nothing is observed', async ({
  page,
  kubernetes,
}) => {
  await kubernetes.patch(`${istio}/namespaces/storefront/virtualservices/cart`, [
    {
      op: 'add',
      path: '/spec/http/1/route/-',
      value: { destination: { host: 'cart', subset: 'v2' }, weight: 10 },
    },
    { op: 'add', path: '/spec/http/1/route/0/weight', value: 90 },
  ])
  await openSplit(page, 'storefront/VirtualService/cart', quick)
  const second = page.getByRole('region', { name: 'Route 2 of 3' })
  await expect(second).toContainText('Observed figures:')
  await expect(second).toContainText('observed not known')
})

test('a route that a controller steers is read, and its patch can be copied', async ({ page }) => {
  await openSplit(page, 'shipping/VirtualService/tracking', quick)
  const about = page.getByRole('complementary', { name: 'About this route' })
  await expect(about).toContainText('Flagger')
  await expect(page.getByRole('button', { name: 'Copy YAML' })).toBeVisible()
})

test('a route that Git keeps says so, and is found by its owner', async ({ page }) => {
  await page.goto('/traffic?find=argo')
  const rows = page.getByRole('list', { name: 'Splits' }).getByRole('listitem')
  const row = rows.filter({ has: page.getByRole('link') })
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('Argo CD application storefront keeps this route')
  await row.getByRole('link', { name: 'catalog' }).click()
  await expect(page.getByRole('complementary', { name: 'About this route' })).toContainText('Git')
})
