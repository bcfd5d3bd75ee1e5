import { expect, test } from './support/fixtures'
import type { RestoringClient } from './support/restoring-client'
import { type SplitJourney, travel } from './support/split-journey'
import { openSplit, press, review, routeCard } from './support/split-page'

test.use({ scenario: 'harbour' })

const istio = '/apis/networking.istio.io/v1/namespaces'
const arrives = 'Observed agrees with configured'
const cart = {
  split: 'storefront/VirtualService/cart',
  path: `${istio}/storefront/virtualservices/cart`,
}

const to = (host: string, subset: string, weight?: number) => ({
  destination: { host, subset },
  ...(weight === undefined ? {} : { weight }),
})

/** v3 and v2 are for testers only, so that what testers were given can be told from the metrics. */
const testersAlone = (kubernetes: RestoringClient) =>
  kubernetes.patch(cart.path, [
    {
      op: 'replace',
      path: '/spec/http/1/route',
      value: [to('cart', 'v3', 80), to('cart', 'v2', 20)],
    },
    { op: 'replace', path: '/spec/http/2/route', value: [to('cart', 'v1')] },
  ])

/** As people do by hand whose hosts belong to one team and whose routes to another. */
async function handOn(kubernetes: RestoringClient) {
  await kubernetes.create(`${istio}/orders/virtualservices`, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { namespace: 'orders', name: 'orders-by-hand', labels: { team: 'orders' } },
    spec: {
      http: [
        {
          name: 'canary',
          timeout: '5s',
          route: [to('orders', 'v1', 70), to('orders', 'v2', 30)],
        },
      ],
    },
  })
  await kubernetes.patch(`${istio}/orders/virtualservices/orders`, [
    {
      op: 'replace',
      path: '/spec/http',
      value: [{ delegate: { namespace: 'orders', name: 'orders-by-hand' } }],
    },
  ])
}

type Row = [
  name: string,
  journey: SplitJourney,
  prepare?: (kubernetes: RestoringClient) => Promise<unknown>,
]

const journeys: Row[] = [
  [
    'the second of three routes, which takes a header and has subsets of its own',
    {
      ...{ ...cart, place: '2 of 3', arrives },
      ...{ give: ['v3', 'ArrowLeft', 3], before: [80, 20], after: [50, 50] },
      verb: /^Move 30.% to v2$/,
    },
    testersAlone,
  ],
  [
    'the last of three routes, with matches before it',
    {
      ...{ ...cart, place: '3 of 3' },
      ...{ give: ['v1', 'ArrowLeft', 1], before: [75, 25], after: [65, 35] },
      verb: /^Move 10.% to v2$/,
      // The first of the three leads to v1 as well.
      arrives: 'What was observed cannot be told apart from other routes.',
    },
  ],
  [
    'a route in shares, on its own scale',
    {
      split: 'orders/VirtualService/orders',
      path: `${istio}/orders/virtualservices/orders`,
      ...{ place: '1 of 1', arrives },
      ...{ give: ['v1', 'ArrowLeft', 1], before: [3, 1], after: [2, 2] },
      verb: /^Move 25.% to v2$/,
    },
  ],
  [
    'a TCP route',
    {
      split: 'orders/VirtualService/ledger-db',
      path: `${istio}/orders/virtualservices/ledger-db`,
      ...{ place: '1 of 1', arrives },
      ...{ give: ['v15', 'ArrowLeft', 3], before: [80, 20], after: [50, 50] },
      verb: /^Move 30.% to v16$/,
    },
  ],
  [
    'an HTTPRoute',
    {
      split: 'shipping/HTTPRoute/rates',
      path: '/apis/gateway.networking.k8s.io/v1/namespaces/shipping/httproutes/rates',
      ...{ place: '1 of 1', arrives },
      ...{ give: ['rates-v1', 'ArrowLeft', 2], before: [70, 30], after: [50, 50] },
      verb: /^Move 20.% to rates-v2$/,
    },
  ],
  [
    'a VirtualService made by hand that another one delegates to',
    {
      split: 'orders/VirtualService/orders-by-hand',
      path: `${istio}/orders/virtualservices/orders-by-hand`,
      ...{ place: '1 of 1', arrives },
      ...{ give: ['v1', 'ArrowLeft', 2], before: [70, 30], after: [50, 50] },
      verb: /^Move 20.% to v2$/,
    },
    handOn,
  ],
]

for (const [name, journey, prepare] of journeys)
  test(`moves ${name}, sees it arrive, and takes it back`, async ({ page, kubernetes, admin }) => {
    test.setTimeout(300_000)
    await prepare?.(kubernetes)
    await travel({ page, kubernetes, admin }, journey)
  })

test('a delegate names the object that hands its traffic on, and that one names it', async ({
  page,
  kubernetes,
}) => {
  await handOn(kubernetes)
  await openSplit(page, 'orders/VirtualService/orders-by-hand')
  const about = page.getByRole('complementary', { name: 'About this route' })
  await expect(about).toContainText('orders/orders')
  await page.goto('/traffic/orders/VirtualService/orders')
  await expect(about).toContainText('orders/orders-by-hand')
})

test('a second of three routes that shares its subset says why nothing is observed', async ({
  page,
  kubernetes,
}) => {
  await kubernetes.patch(cart.path, [
    {
      op: 'replace',
      path: '/spec/http/1/route',
      value: [to('cart', 'v3', 90), to('cart', 'v2', 10)],
    },
  ])
  await openSplit(page, cart.split, { window: '1m', refresh: '5' })
  const second = routeCard(page, '2 of 3')
  await expect(second).toContainText(
    'Several routes lead to the same workloads. Metrics do not name routes',
  )
  await expect(second).toContainText('observed not known')
  // What can be said is said once, of the whole service.
  const mixture = page.getByRole('table', { name: 'All traffic of storefront/cart, by version' })
  for (const version of ['v1', 'v2', 'v3'])
    await expect(mixture.getByRole('row', { name: new RegExp(`^${version}`) })).toBeVisible()
  await press(second, 'v3', 'ArrowLeft', 1)
  await review(page)
  await expect(page.getByRole('dialog')).toContainText('cannot be told apart')
})

test('a route that a controller steers is read, and its patch can be copied', async ({ page }) => {
  await openSplit(page, 'shipping/VirtualService/tracking', { window: '1m', refresh: '5' })
  const about = page.getByRole('complementary', { name: 'About this route' })
  await expect(about).toContainText('Flagger')
  await expect(page.getByRole('button', { name: 'Copy YAML' })).toBeVisible()
  await press(page, 'tracking-primary', 'ArrowLeft', 1)
  await review(page)
  const plan = page.getByRole('dialog')
  await expect(plan.getByRole('button', { name: /^Copy/ }).first()).toBeVisible()
  await expect(plan.getByRole('button', { name: /^Move/ })).toBeDisabled()
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
