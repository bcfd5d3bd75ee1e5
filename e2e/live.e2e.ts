import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures'
import { card, openGraph } from './support/graph-page'

const openStreams = (page: Page) => {
  const open = new Set<string>()
  page.on(
    'request',
    (request) => request.url().includes('/api/v1/stream') && open.add(request.url()),
  )
  return open
}

/** To be called before the page is opened: a stream answers at once. */
const streamOpened = (page: Page) =>
  page.waitForResponse((response) => response.url().includes('/api/v1/stream'))

test('a route that changes in Kubernetes changes the picture within a second', async ({
  page,
  kubernetes,
}) => {
  const opened = streamOpened(page)
  await openGraph(page, { refresh: '60' })
  await expect(card(page, /^reviews-v2.*traffic split/)).toBeVisible()
  await opened
  const asked = page.waitForRequest((request) => request.url().includes('/api/v1/graph'))
  const changedAt = Date.now()
  await kubernetes.patch(
    '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews',
    [
      {
        op: 'replace',
        path: '/spec/http/0/route',
        value: [{ destination: { host: 'reviews', subset: 'v1' } }],
      },
    ],
  )
  await asked
  expect(Date.now() - changedAt).toBeLessThan(1000)
  await expect(card(page, /^reviews-v2.*traffic split/)).toBeHidden()
})

test('the tabs of a browser hold one stream, and another takes over when that tab goes', async ({
  page,
  context,
}) => {
  const first = openStreams(page)
  await openGraph(page)
  await expect.poll(() => first.size).toBe(1)
  const other = await context.newPage()
  const second = openStreams(other)
  await openGraph(other)
  await expect(card(other, /^productpage-v1/)).toBeVisible()
  expect(second.size).toBe(0)
  await page.close()
  await expect.poll(() => second.size).toBe(1)
})

test('a server that is told to end does not wait for who listens', async ({
  otherConsole,
  page,
}) => {
  const server = await otherConsole({})
  const opened = streamOpened(page)
  await page.goto(`${server.url}/graph`)
  await opened
  const toldAt = Date.now()
  await server.stop()
  expect(Date.now() - toldAt).toBeLessThan(3000)
})
