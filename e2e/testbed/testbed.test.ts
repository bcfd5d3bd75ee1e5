import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type KubernetesClient, kubernetesClient } from './kubernetes/client'
import { askInstant, askSamples, type Point } from './prometheus/ask'
import { startTestbed, type Testbed } from './testbed'

const prometheusBinary = process.env.BINNACLE_PROMETHEUS_BINARY ?? 'prometheus'
const hours = 3_600_000

let testbed: Testbed
let kubernetes: KubernetesClient
let presentSince: number

beforeAll(async () => {
  testbed = await startTestbed({ prometheusBinary })
  presentSince = Date.now()
  const { kubernetesUrl: url, caPem, adminToken: token } = testbed.direct
  kubernetes = kubernetesClient({ url, caPem, token })
}, 120_000)

afterAll(async () => {
  await kubernetes?.close()
  await testbed?.stop()
})

const ask = (query: string, at?: number) => askInstant(testbed.direct.prometheusUrl, query, at)

/** The newest scrapes of one version of reviews, as its callers report it. */
const samplesOf = (version: string, window: string) =>
  askSamples(
    testbed.direct.prometheusUrl,
    `istio_requests_total{reporter="source",destination_workload="reviews-${version}"}`,
    window,
  )

const gain = (points: readonly Point[]) => (points.at(-1)?.value ?? 0) - (points[0]?.value ?? 0)

const untilScraped = (at: number, scrapes: number) =>
  vi.waitUntil(
    async () => {
      const [series] = await samplesOf('v2', '1m')
      return series && series.points.filter((point) => point.at > at).length >= scrapes
    },
    { timeout: 30_000, interval: 200 },
  )

describe('history', () => {
  test('there was traffic a day ago', async () => {
    const query = 'sum(rate(istio_requests_total{reporter="source"}[10m]))'
    const [yesterday] = await ask(query, Date.now() - 23.8 * hours)
    expect(yesterday?.value).toBeGreaterThan(1)
  })

  test('has latencies as well', async () => {
    const rates = 'sum by (le) (rate(istio_request_duration_milliseconds_bucket[10m]))'
    const [median] = await ask(`histogram_quantile(0.5, ${rates})`, Date.now() - 12 * hours)
    expect(median?.value).toBeGreaterThan(0)
  })

  test('goes on in the same series, without a reset and at the same rate', async () => {
    await untilScraped(presentSince, 3)
    for (const counter of ['istio_requests_total', 'istio_request_bytes_bucket']) {
      expect(await ask(`sum(resets(${counter}[3m]))`)).toMatchObject([{ value: 0 }])
    }

    const before = await ask('istio_requests_total', presentSince - 60_000)
    const now = (await ask('istio_requests_total')).map(({ labels }) => labels)
    expect(now).toEqual(expect.arrayContaining(before.map(({ labels }) => labels)))

    const rate = 'sum(rate(istio_requests_total{reporter="source"}[1m]))'
    const [past] = await ask(rate, presentSince - 60_000)
    const [across] = await ask(rate)
    expect(across?.value).toBeGreaterThan((past?.value ?? 0) * 0.8)
    expect(across?.value).toBeLessThan((past?.value ?? 0) * 1.2)
  })
})

const reviews = '/apis/networking.istio.io/v1beta1/namespaces/default/virtualservices/reviews'

const setWeights = (v1: number, v2: number) =>
  kubernetes.patch(reviews, [
    { op: 'replace', path: '/spec/http/0/route/0/weight', value: v1 },
    { op: 'replace', path: '/spec/http/0/route/1/weight', value: v2 },
  ])

test('changing a weight through the Kubernetes API changes the exported traffic within two seconds', async () => {
  await setWeights(0, 100)
  const obeyedAt = Date.now() + 2_000
  await untilScraped(obeyedAt, 3)
  const since = (points: readonly Point[]) => points.filter((point) => point.at > obeyedAt)
  const v1 = (await samplesOf('v1', '30s')).map(({ points }) => gain(since(points)))
  const v2 = (await samplesOf('v2', '30s')).map(({ points }) => gain(since(points)))
  expect(v1.every((requests) => requests === 0)).toBe(true)
  expect(Math.max(...v2)).toBeGreaterThan(10)
  await setWeights(80, 20)
  // What comes next looks at requests to v1: there must be some again.
  await untilScraped(Date.now() + 2_000, 2)
})

test('the ledger agrees with what Prometheus has scraped', async () => {
  // Begins and ends half-way between two scrapes: both sides know which of them it holds.
  const [newest] = await samplesOf('v1', '30s')
  const at = (newest?.points.at(-1)?.at ?? 0) - 1_000
  const search = `at=${at}&windowMs=8000`
  const ledger = (await (await fetch(`${testbed.adminUrl}/ledger?${search}`)).json()) as {
    destination: { workload: string } | null
    code: string
    requests: number
  }[]
  const counted = ledger
    .filter((row) => row.destination?.workload === 'reviews-v1' && row.code === '200')
    .reduce((sum, row) => sum + row.requests, 0)
  const [scraped] = await askSamples(
    testbed.direct.prometheusUrl,
    'istio_requests_total{reporter="source",destination_workload="reviews-v1",response_code="200"}',
    '8s',
    at,
  )
  expect(counted).toBeGreaterThan(0)
  expect(gain(scraped?.points ?? [])).toBe(counted)
})

describe('admin', () => {
  const admin = (path: string, init?: RequestInit) => fetch(testbed.adminUrl + path, init)
  const put = (path: string, body: unknown) =>
    admin(path, { method: 'PUT', body: JSON.stringify(body) })

  test('changes the weather that the console meets, and no other', async () => {
    expect((await put('/weather', { prometheus: { kind: 'down' } })).status).toBe(200)
    await expect(askInstant(testbed.prometheusUrl, 'up')).rejects.toThrow()
    expect(await ask('up')).not.toEqual([])
    await put('/weather', { prometheus: { kind: 'fair' } })
    expect(await askInstant(testbed.prometheusUrl, 'up')).not.toEqual([])
  })

  test('keeps what is not named', async () => {
    await put('/weather', { kubernetes: 'stalled' })
    const weather = await (await put('/weather', { prometheus: { kind: 'html' } })).json()
    expect(weather).toMatchObject({ prometheus: { kind: 'html' }, kubernetes: 'stalled' })
    await put('/weather', { prometheus: { kind: 'fair' }, kubernetes: 'fair' })
  })

  test('lets somebody else work on an object, and sends them away again', async () => {
    const plan = { path: reviews, afterSeconds: 0.2 }
    const set = await (await put('/weather', { reconciler: plan })).json()
    expect(set).toMatchObject({ kubernetes: 'fair', reconciler: plan, statusWriter: null })
    const isBack = async () => JSON.stringify((await kubernetes.get(reviews)).spec).includes('80')
    await setWeights(50, 50)
    expect(await isBack()).toBe(false)
    await vi.waitUntil(isBack, { timeout: 10_000 })
    expect(await (await put('/weather', { reconciler: null })).json()).toMatchObject({
      reconciler: null,
    })
  })

  test('says in the words of the API server why nobody can work on an object', async () => {
    const response = await put('/weather', { statusWriter: { path: `${reviews}-none` } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: expect.stringContaining('not found') })
  })

  test.each([
    ['/weather', { prometheus: { kind: 'snow' } }],
    ['/weather', { sea: 'rough' }],
    ['/weather', { kubernetes: { kind: 'forbidden' } }],
    ['/weather', { reconciler: { path: 'reviews' } }],
    ['/traffic', { factor: -1 }],
  ])('refuses PUT %s %j', async (path, body) => {
    expect((await put(path, body)).status).toBe(400)
  })

  test('counts what was asked since the last reset', async () => {
    await admin('/queries', { method: 'DELETE' })
    await askInstant(testbed.prometheusUrl, 'up')
    expect(await (await admin('/queries')).json()).toMatchObject({
      count: 1,
      byPath: { '/api/v1/query': 1 },
      queries: [{ query: 'up', status: 200, cancelled: false }],
    })
  })

  test('tells what istiod knows of its proxies, and restarts those of a workload', async () => {
    const proxies = (await (await admin('/debug/syncz')).json()) as { proxy: string }[]
    expect(proxies.some(({ proxy }) => proxy.startsWith('reviews-v1'))).toBe(true)
    const restart = (workload: string) =>
      admin('/restarts', { method: 'POST', body: JSON.stringify({ workload }) })
    expect(await (await restart('default/reviews-v1')).json()).toEqual({ proxies: 1 })
    const nobody = await restart('default/nobody')
    expect([nobody.status, await nobody.json()]).toEqual([
      404,
      { proxies: 0, error: 'default/nobody has no proxy' },
    ])
  })

  test('stops and starts all traffic', async () => {
    await put('/traffic', { factor: 0 })
    const stoppedAt = Date.now()
    await untilScraped(stoppedAt, 3)
    const quiet = (await samplesOf('v1', '30s')).flatMap(({ points }) =>
      gain(points.filter((point) => point.at > stoppedAt + 1_000)),
    )
    expect(quiet.every((requests) => requests === 0)).toBe(true)
    await put('/traffic', { factor: 1 })
  })
})

test('the console is led through the weather', async () => {
  const { kubeconfig, prometheusUrl, direct } = testbed
  expect(kubeconfig).not.toContain(direct.kubernetesUrl)
  expect(prometheusUrl).not.toBe(direct.prometheusUrl)
})
