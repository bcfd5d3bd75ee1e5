import { expectedRates, tolerance } from './support/expected-rates'
import { expect, test } from './support/fixtures'
import { card, cards, complaintsOf, openGraph, panel, pills } from './support/graph-page'

const bookinfo = [
  'istio-ingressgateway',
  'productpage-v1',
  'details-v1',
  'reviews-v1',
  'reviews-v2',
  'ratings-v1',
]

test('draws every workload of bookinfo, and the browser has nothing to complain about', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  await openGraph(page)
  for (const name of bookinfo) await expect(card(page, new RegExp(`^${name}`))).toBeVisible()
  await expect(cards(page)).toHaveCount(bookinfo.length)
  expect(complaints).toEqual([])
})

test('leads from the front page to the graph', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/graph$/)
  const links = page.getByRole('navigation').getByRole('link')
  await expect(links.first()).toHaveText('Graph')
  // Only screens that exist are offered.
  for (const link of await links.all()) {
    const answer = await page.request.get((await link.getAttribute('href')) ?? '')
    expect(answer.status()).toBe(200)
  }
})

test('shows on every edge the rate that the ledger knows, in each view of workloads', async ({
  page,
  admin,
}) => {
  const windowSeconds = 60
  // A moment whose scrapes are all in; questions are evaluated at whole five seconds.
  const at = Math.floor((Date.now() - 5000) / 5000) * 5000
  await openGraph(page, { at: String(at), window: '1m', edges: 'rate' })
  const expected = expectedRates(await admin.ledger({ at, windowMs: windowSeconds * 1000 }))
  expect(expected.size).toBe(5)

  const labels = await pills(page).evaluateAll((found) =>
    found.map((pill) => [pill.getAttribute('aria-label') ?? '', pill.textContent ?? '']),
  )
  const shown = new Map(
    labels.map(([spoken = '', text = '']) => {
      const [, source, target] = /^(\S+)(?: \S+)? to (\S+)/.exec(spoken) ?? []
      return [`${source} → ${target?.replace(',', '')}`, Number.parseFloat(text)]
    }),
  )
  expect([...shown.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [edge, rate] of expected) {
    const difference = Math.abs((shown.get(edge) ?? Number.NaN) - rate.perSecond)
    expect(difference, edge).toBeLessThanOrEqual(tolerance(rate, windowSeconds))
  }
})

test('opens a panel on a click, keeps it in the URL and asks the server for no new page', async ({
  page,
}) => {
  await openGraph(page)
  const documents: string[] = []
  page.on('request', (request) => {
    if (!request.url().includes('/api/')) documents.push(request.url())
  })
  await card(page, /^productpage-v1/).click()
  const heading = panel(page).getByRole('heading', { name: 'productpage-v1' })
  await expect(heading).toBeVisible()
  await expect(page).toHaveURL(/selected=/)
  expect(documents.filter((url) => url.includes('_rsc'))).toEqual([])

  await page.reload()
  await expect(heading).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(heading).toBeHidden()
  await expect(page).not.toHaveURL(/selected=/)
})

test('moves nothing when new data arrives', async ({ page }) => {
  await openGraph(page, { refresh: '5' })
  const positions = () =>
    cards(page).evaluateAll((found) =>
      found.map((one) => {
        const { x, y } = one.getBoundingClientRect()
        return [one.getAttribute('data-node-id'), x, y]
      }),
    )
  const texts = () => pills(page).allTextContents()
  await expect(pills(page).first()).toBeVisible()
  const before = await positions()
  const old = await texts()
  // Ten per second and more: two windows five seconds apart never hold the same counts.
  await expect.poll(texts, { timeout: 30_000 }).not.toEqual(old)
  expect(await positions()).toEqual(before)
})

test('opens with every card in sight, names of 11 px and more, and nothing on top of another', async ({
  page,
}) => {
  await openGraph(page)
  await expect(pills(page)).toHaveCount(5)
  const boxes = await page.evaluate(() => {
    const boxOf = (one: Element) => {
      const { left, top, right, bottom } = one.getBoundingClientRect()
      return { left, top, right, bottom }
    }
    const found = [...document.querySelectorAll('[data-node-id], [data-edge-id]')]
    const canvas = document.querySelector('section[aria-label^="Service graph"]')
    const scales = [...document.querySelectorAll<HTMLElement>('[data-node-id]')].map(
      (one) => (one.getBoundingClientRect().height / one.offsetHeight) * 13,
    )
    return { drawn: found.map(boxOf), canvas: canvas && boxOf(canvas), nameSizes: scales }
  })
  expect(Math.min(...boxes.nameSizes)).toBeGreaterThanOrEqual(11)
  const stage = boxes.canvas
  if (!stage) throw new Error('there is no canvas')
  boxes.drawn.forEach((a, index) => {
    expect(a.left >= stage.left && a.right <= stage.right).toBe(true)
    expect(a.top >= stage.top && a.bottom <= stage.bottom).toBe(true)
    for (const b of boxes.drawn.slice(index + 1)) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
      expect(apart).toBe(true)
    }
  })
})

test('a weight moved through the Kubernetes API arrives on screen', async ({
  page,
  kubernetes,
}) => {
  await openGraph(page, { window: '1m', refresh: '5', edges: 'share' })
  const toVersion2 = page.getByRole('button', { name: /^productpage-v1 to reviews-v2/ })
  const share = async () => Number.parseFloat((await toVersion2.textContent()) ?? '')
  // Of all that productpage sends, a half goes to reviews, and a fifth of that to v2.
  await expect.poll(async () => Math.abs((await share()) - 10)).toBeLessThan(4)
  await kubernetes.patch(
    '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews',
    [
      { op: 'replace', path: '/spec/http/0/route/0/weight', value: 0 },
      { op: 'replace', path: '/spec/http/0/route/1/weight', value: 100 },
    ],
  )
  await expect.poll(share, { timeout: 45_000 }).toBeGreaterThan(25)
})
