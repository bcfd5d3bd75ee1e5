import { graphReply } from '../lib/api/graph'
import { graphViews } from '../lib/domain/service-graph/graph'
import { expect, test } from './support/fixtures'

test.describe('the graph for other programs', () => {
  test('every view keeps its promise, and all of them count the same requests', async ({
    request,
  }) => {
    // What Kubernetes says comes in with the first who asks.
    await expect
      .poll(async () => (await (await request.get('/api/v1/graph')).json()).warnings)
      .toEqual([])
    const at = String(Date.now() - 10_000)
    const totals = new Set<string>()
    for (const view of graphViews) {
      for (const services of ['false', 'true']) {
        const response = await request.get('/api/v1/graph', {
          params: { view, services, at, latency: 'true', mtls: 'true' },
        })
        expect(response.status()).toBe(200)
        const { data, warnings } = graphReply.parse(await response.json())
        expect(warnings).toEqual([])
        const roots = data.nodes.filter(({ in: received }) => received.requestsPerSecond === null)
        const sent = roots.reduce((sum, { out }) => sum + (out.requestsPerSecond ?? 0), 0)
        totals.add(`${view === 'namespace'} ${sent.toFixed(6)}`)
      }
    }
    // Where namespaces are merged, the gateway's alone receives nothing; elsewhere the gateway.
    expect(new Set([...totals].map((total) => total.split(' ')[1])).size).toBe(1)
  })

  test('latency and mutual TLS are told only when asked for', async ({ request }) => {
    const plain = graphReply.parse(await (await request.get('/api/v1/graph')).json())
    expect(plain.data.edges.every(({ latencyMs, mtls }) => !latencyMs && !mtls)).toBe(true)
    const asked = await request.get('/api/v1/graph?latency=true&mtls=true')
    const { data } = graphReply.parse(await asked.json())
    const toRatings = data.edges.find(({ target }) => target.endsWith('/ratings-v1'))
    expect(toRatings?.mtls).toEqual({ mutualTls: 1, plaintext: 0, unknown: 0 })
    expect(toRatings?.latencyMs?.p50).toBeGreaterThan(0)
  })

  for (const [query, field] of [
    ['view=pie', 'view'],
    ['window=soon', 'window'],
    ['window=1s', 'window'],
    ['namespaces=a%22b', 'namespaces'],
    ['at=yesterday', 'at'],
    ['services=maybe', 'services'],
    ['view=app&view=app', 'view'],
  ] as const) {
    test(`answers 400 and names the field: ${query}`, async ({ request }) => {
      const response = await request.get(`/api/v1/graph?${query}`)
      expect(response.status()).toBe(400)
      expect(response.headers()['content-type']).toContain('application/problem+json')
      expect((await response.json()).detail).toContain(field)
    })
  }

  test('an answer that has not changed is not sent again', async ({ request }) => {
    const at = String(Date.now() - 60_000)
    const first = await request.get('/api/v1/graph', { params: { at } })
    const etag = first.headers().etag ?? ''
    const again = await request.get('/api/v1/graph', {
      params: { at },
      headers: { 'if-none-match': etag },
    })
    expect(again.status()).toBe(304)
  })
})

test('a page takes any link: what it does not understand becomes the default', async ({ page }) => {
  const response = await page.goto('/graph?view=pie&window=soon&at=x&view=app&edges=&refresh=7')
  expect(response?.status()).toBe(200)
  await expect(page.getByRole('region', { name: /^Service graph/ })).toBeVisible()
})

test('describes itself and tells how it is', async ({ request }) => {
  const openapi = await (await request.get('/api/v1/openapi.json')).json()
  expect(openapi.openapi).toMatch(/^3\.1/)
  expect(Object.keys(openapi.paths)).toContain('/api/v1/graph')
  expect((await request.get('/healthz')).status()).toBe(200)
  expect((await request.get('/readyz')).status()).toBe(200)
  expect(await (await request.get('/metrics')).text()).toContain('binnacle_')
})

test('pages forbid inline scripts and framing, and a foreign host is refused', async ({
  request,
  binnacle,
}) => {
  const headers = (await request.get('/graph')).headers()
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toMatch(/script-src [^;]*'nonce-/)
  expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  const foreign = await request.get(binnacle.url, { headers: { host: 'evil.example' } })
  expect(foreign.status()).toBe(421)
})
