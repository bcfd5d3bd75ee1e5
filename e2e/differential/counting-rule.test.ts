import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { explainSearch } from '../../lib/api/explain'
import { graphReply, graphSearch } from '../../lib/api/graph'
import { seriesSearch } from '../../lib/api/series'
import type { Peer } from '../../lib/domain/service-graph/sample'
import type { Viewer } from '../../lib/identity/viewer'
import { readExplain } from '../../lib/server/explain/read-explain'
import { readSeries } from '../../lib/server/graph/read-series'
import { readServiceGraph } from '../../lib/server/graph/read-service-graph'
import { type LonePrometheus, startLonePrometheus } from './lone-prometheus'
import {
  build,
  bytes,
  durations,
  messages,
  nobody,
  peer,
  type Report,
  type Rising,
  requests,
  scrapedAt,
  scrapedUntil,
  tcp,
} from './proxy-reports'

/** The product's own queries, asked of a real Prometheus: what of two reports of a call counts. */

const store = vi.hoisted(() => ({
  url: '',
  mirrors: [] as { namespace: string; name: string }[],
}))
vi.mock('../../lib/env', () => ({ readEnv: () => ({ prometheusUrl: store.url }) }))
vi.mock('../../lib/server/read-mesh-facts', async () => {
  const { noFacts } = await import('../../lib/domain/service-graph/bookinfo.fixtures')
  return {
    knownMirrors: () => store.mirrors,
    readMeshFacts: () => Promise.resolve({ facts: noFacts, warnings: [] }),
  }
})

let prometheus: LonePrometheus

beforeAll(async () => {
  prometheus = await startLonePrometheus()
  store.url = prometheus.url
})

afterAll(() => prometheus?.stop())

const minute = 60_000
let worlds = 0

/** Each world has its own time, further in the past than another one's window reaches. */
async function world(...series: readonly (Rising | readonly Rising[])[]): Promise<number> {
  worlds += 1
  const at = Math.floor(Date.now() / minute) * minute - worlds * 30 * minute
  await prometheus.write(scrapedUntil(at, series.flat()))
  return at
}

const everyone: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const context = () => ({ viewer: everyone, signal: new AbortController().signal })

async function read(at: number, search: Record<string, string> = {}) {
  const reply = await readServiceGraph(graphSearch.parse({ at: String(at), ...search }), context())
  expect(graphReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply)
  return reply.data
}

type Graph = Awaited<ReturnType<typeof read>>

const rounded = (number: number | null | undefined) =>
  typeof number === 'number' ? Number(number.toFixed(6)) : number

const nameOf = ({ source, target, protocol }: Graph['edges'][number]) =>
  `${source} > ${target}${protocol === 'http' ? '' : ` ${protocol}`}`

/** Requests per second of each edge. */
const ratesOf = ({ edges }: Graph) =>
  Object.fromEntries(
    edges.map((edge) => [nameOf(edge), rounded(edge.traffic.requestsPerSecond)] as const),
  )

const from = peer('cart', 'shop')
const to = peer('stock', 'depot')
const cart = 'workload/east/shop/cart-v1'
const stock = 'workload/east/depot/stock-v1'
/** The newest point of a chart, in requests per second. */
async function lastOf(at: number, chart: Record<string, string>) {
  const search = seriesSearch.parse({ at: String(at), ...chart })
  return rounded((await readSeries(search, context())).data.requestsPerSecond?.at(-1))
}

const cartToStock = `${cart} > ${stock}`

const atSource: Report = { reporter: 'source', from, to }
const atDestination: Report = { reporter: 'destination', from, to }
const atWaypoint: Report = { reporter: 'waypoint', from, to }

describe('of two reports of one call', () => {
  test('the source’s counts, and nothing is doubled', async () => {
    const at = await world(requests(atSource, 4), requests(atDestination, 3))
    const { edges, nodes } = await read(at)
    expect(edges).toMatchObject([{ reporter: 'source', share: 1 }])
    expect(rounded(edges[0]?.traffic.requestsPerSecond)).toBe(4)
    expect(nodes.map((node) => rounded(node.in.requestsPerSecond))).toEqual([4, null])
  })

  test('the waypoint’s counts before the source’s', async () => {
    const at = await world(
      requests(atWaypoint, 5),
      requests(atSource, 6),
      requests(atDestination, 7),
    )
    const { edges } = await read(at)
    expect(edges).toMatchObject([{ reporter: 'waypoint' }])
    expect(rounded(edges[0]?.traffic.requestsPerSecond)).toBe(5)
  })

  test('the destination’s counts where the source’s metrics are missing', async () => {
    const at = await world(requests(atDestination, 3))
    const { edges } = await read(at)
    expect(edges).toMatchObject([{ reporter: 'destination' }])
    expect(rounded(edges[0]?.traffic.requestsPerSecond)).toBe(3)
  })

  test('a series of the source that has stopped rising does not silence the destination’s', async () => {
    const at = await world(requests(atSource, 0), requests(atDestination, 3))
    expect(ratesOf(await read(at))).toEqual({ [cartToStock]: 3 })
  })

  test('one pair’s report does not silence another pair’s', async () => {
    const other = peer('basket', 'shop')
    const at = await world(
      requests(atSource, 4),
      requests(atDestination, 4),
      requests({ reporter: 'destination', from: other, to }, 2),
    )
    expect(ratesOf(await read(at))).toEqual({
      [cartToStock]: 4,
      [`workload/east/shop/basket-v1 > ${stock}`]: 2,
    })
  })

  test('a call that never arrived is the source’s to tell, whichever code it got', async () => {
    const refused = { response_code: '503', response_flags: 'UF' }
    const at = await world(
      requests(atSource, 3),
      requests({ ...atSource, labels: refused }, 1),
      requests(atDestination, 3),
    )
    const { edges } = await read(at)
    expect(edges).toHaveLength(1)
    expect(rounded(edges[0]?.traffic.errorRatio)).toBe(0.25)
    expect(edges[0]?.traffic.byCode.map(({ code, flags }) => `${code} ${flags}`)).toEqual([
      '200 -',
      '503 UF',
    ])
  })
})

describe('only one end reports', () => {
  const stranger: Report = { reporter: 'destination', from: nobody, to }

  test('a client without a proxy is known by the destination', async () => {
    const at = await world(requests(atSource, 4), requests(atDestination, 4), requests(stranger, 2))
    expect(ratesOf(await read(at))).toEqual({
      [cartToStock]: 4,
      [`unknown/caller/depot > ${stock}`]: 2,
    })
  })

  test.each([
    ['NC', 'no such subset'],
    ['UH', 'no healthy pod'],
  ])('a failure with the flag %s (%s) ends at the service', async (flag) => {
    const labels = {
      response_code: '503',
      response_flags: flag,
      destination_service: 'stock.depot.svc.cluster.local',
      destination_service_name: 'stock',
      destination_service_namespace: 'depot',
    }
    const at = await world(
      requests(atSource, 4),
      requests(atDestination, 4),
      requests({ reporter: 'source', from, to: nobody, labels }, 1),
    )
    const graph = await read(at)
    expect(ratesOf(graph)).toEqual({ [cartToStock]: 4, [`${cart} > service/east/depot/stock`]: 1 })
    expect(graph.edges.map(({ traffic }) => traffic.errorRatio)).toEqual([1, 0])
    expect(graph.edges.map(({ share }) => rounded(share))).toEqual([0.2, 0.8])
  })
})

describe('two clusters', () => {
  const inWest = { cluster: 'west' }
  const west = { from: peer('cart', 'shop', inWest), to: peer('stock', 'depot', inWest) }

  test('with the same names are two pictures in one', async () => {
    const at = await world(
      requests(atSource, 4),
      requests(atDestination, 4),
      requests({ reporter: 'source', ...west }, 6),
      requests({ reporter: 'destination', ...west }, 6),
      requests({ reporter: 'source', from, to: west.to }, 1),
      requests({ reporter: 'destination', from, to: west.to }, 1),
    )
    expect(ratesOf(await read(at))).toEqual({
      [cartToStock]: 4,
      'workload/west/shop/cart-v1 > workload/west/depot/stock-v1': 6,
      [`${cart} > workload/west/depot/stock-v1`]: 1,
    })
    for (const [node, perSecond] of [
      ['service/east/depot/stock', 4],
      ['service/west/depot/stock', 7],
      ['namespace/west/depot', 7],
    ] as const)
      expect(await lastOf(at, { node })).toBe(perSecond)
  })

  test('where the far side does not know its caller’s cluster, nothing is doubled', async () => {
    const unnamed = peer('cart', 'shop', { cluster: 'unknown' })
    const at = await world(
      requests({ reporter: 'source', from, to: west.to }, 4),
      requests({ reporter: 'destination', from: unnamed, to: west.to }, 4),
    )
    expect(ratesOf(await read(at))).toEqual({ [`${cart} > workload/west/depot/stock-v1`]: 4 })
  })
})

describe('beside requests', () => {
  test('TCP is the source’s, by quantity, and is no request', async () => {
    const at = await world(
      tcp(atSource, { sent: 100, received: 50, connections: 2 }),
      tcp(atDestination, { sent: 90, received: 40, connections: 1 }),
      tcp(
        { reporter: 'destination', from: nobody, to },
        { sent: 10, received: 5, connections: 0.5 },
      ),
    )
    const { edges } = await read(at)
    const told = edges.map(({ source, protocol, reporter, traffic }) => ({
      source,
      protocol,
      reporter,
      requests: traffic.requestsPerSecond,
      sent: rounded(traffic.bytesPerSecond?.sent),
      received: rounded(traffic.bytesPerSecond?.received),
      connections: rounded(traffic.connectionsPerSecond),
    }))
    const of = { protocol: 'tcp', requests: null }
    expect(told).toEqual([
      {
        ...of,
        source: 'unknown/caller/depot',
        reporter: 'destination',
        sent: 10,
        received: 5,
        connections: 0.5,
      },
      { ...of, source: cart, reporter: 'source', sent: 100, received: 50, connections: 2 },
    ])
  })

  test('HTTP and TCP between the same two are two edges', async () => {
    const at = await world(
      requests(atSource, 4),
      tcp(atSource, { sent: 100, received: 50, connections: 2 }),
    )
    const { edges } = await read(at)
    expect(edges.map(({ protocol, share }) => [protocol, share])).toEqual([
      ['http', 1],
      ['tcp', null],
    ])
  })

  const views = ['workload', 'app', 'versionedApp', 'service', 'namespace']

  test.each(views)('latencies are of the report that counts, in the view %s', async (view) => {
    const stranger: Report = { reporter: 'destination', from: nobody, to }
    const at = await world(
      requests(atSource, 10),
      durations(atSource, { '10': 0, '20': 10, '+Inf': 10 }),
      requests(atDestination, 10),
      durations(atDestination, { '10': 10, '20': 10, '+Inf': 10 }),
      requests(stranger, 10),
      durations(stranger, { '10': 0, '20': 0, '50': 10, '+Inf': 10 }),
    )
    const { edges } = await read(at, { view, latency: 'true' })
    expect(edges.map(({ latencyMs }) => rounded(latencyMs?.p50)).sort()).toEqual([15, 35])
  })

  test.each(views)('security is measured at the destination, in the view %s', async (view) => {
    const plaintext = { connection_security_policy: 'none' }
    const principals = {
      source_principal: 'spiffe://cluster.local/ns/shop/sa/cart',
      destination_principal: 'spiffe://cluster.local/ns/depot/sa/stock',
    }
    const at = await world(
      requests(atSource, 4),
      requests({ ...atDestination, labels: principals }, 3),
      requests({ ...atDestination, labels: plaintext }, 1),
      requests({ reporter: 'destination', from: nobody, to, labels: plaintext }, 2),
    )
    const { edges } = await read(at, { view, mtls: 'true' })
    const told = Object.fromEntries(
      edges.map(({ source, mtls, principals: { source: names } }) => [
        source.startsWith('unknown') ? 'stranger' : 'cart',
        [rounded(mtls?.mutualTls), rounded(mtls?.plaintext), names],
      ]),
    )
    expect(told).toEqual({
      cart: [0.75, 0.25, [principals.source_principal]],
      stranger: [0, 1, []],
    })
  })
})

describe('names that are no names', () => {
  const strange = 'we"ird\\{le="5"}\n<b>.*$1'

  test('stay what they are, with and without namespaces, in the graph and in a chart', async () => {
    const odd = peer('odd', 'shop', { workload: strange, app: strange })
    const labels = { destination_service: `${strange}.shop.svc.cluster.local` }
    const report: Report = { reporter: 'source', from, to: odd, labels }
    const at = await world(
      requests(report, 4),
      requests({ ...report, reporter: 'destination' }, 3),
      requests(atSource, 1),
    )
    const target = `workload/east/shop/${encodeURIComponent(strange)}`
    const expected = { [`${cart} > ${target}`]: 4, [cartToStock]: 1 }
    expect(ratesOf(await read(at))).toEqual(expected)
    const { nodes, ...scoped } = await read(at, { namespaces: 'shop,depot' })
    expect(ratesOf({ nodes, ...scoped })).toEqual(expected)
    expect(nodes).toContainEqual(expect.objectContaining({ name: strange }))
    expect(await lastOf(at, { edge: `${cart}>${target}>http` })).toBe(4)
    expect(await lastOf(at, { node: target })).toBe(4)
  })
})

describe('choosing namespaces', () => {
  const port = peer('port', 'depot')
  const order = peer('order', 'shop')
  const both = (one: Peer, other: Peer, rates: [source: number, destination: number]) => [
    requests({ reporter: 'source', from: one, to: other }, rates[0]),
    requests({ reporter: 'destination', from: one, to: other }, rates[1]),
  ]
  const failed = (one: Peer, service: Peer, perSecond: number) =>
    requests(
      {
        reporter: 'source',
        from: one,
        to: nobody,
        labels: {
          destination_service: `${service.app}.${service.namespace}.svc.cluster.local`,
          destination_service_name: service.app,
          destination_service_namespace: service.namespace,
          response_code: '503',
          response_flags: 'UH',
        },
      },
      perSecond,
    )

  const everything = () =>
    world(
      both(from, order, [1, 10]),
      both(from, to, [2, 20]),
      both(port, order, [3, 30]),
      both(port, to, [4, 40]),
      failed(from, to, 5),
      failed(port, order, 6),
      failed(port, to, 7),
      requests({ reporter: 'destination', from: nobody, to: order }, 8),
      requests({ reporter: 'destination', from: nobody, to }, 9),
      requests({ reporter: 'destination', from: order, to: port }, 11),
      requests({ reporter: 'waypoint', from: order, to }, 12),
      both(order, to, [13, 13]),
    )

  test.each(['workload', 'service', 'namespace'])(
    'leaves the edges that touch them with the rates that they had, in the view %s',
    async (view) => {
      const at = await everything()
      const all = ratesOf(await read(at, { view }))
      const scoped = ratesOf(await read(at, { view, namespaces: 'shop' }))
      const touching = Object.entries(all).filter(([name]) => name.includes('shop'))
      expect(scoped).toEqual(Object.fromEntries(touching))
      expect(touching.length).toBeLessThan(Object.keys(all).length)
    },
  )

  test('judges a pair by its source’s report, though that source is outside', async () => {
    const at = await everything()
    const { edges } = await read(at, { namespaces: 'shop' })
    const name = 'workload/east/depot/port-v1 > workload/east/shop/order-v1'
    const edge = edges.find((one) => nameOf(one) === name)
    expect(edge?.reporter).toBe('source')
    expect(rounded(edge?.traffic.requestsPerSecond)).toBe(3)
  })

  test('tells no share of what a caller outside has sent: its other calls are not asked for', async () => {
    const at = await everything()
    const { edges } = await read(at, { namespaces: 'shop' })
    const sharesFrom = (namespace: string) =>
      edges
        .filter(({ source }) => source.startsWith(`workload/east/${namespace}/`))
        .map(({ share }) => rounded(share))
    expect(sharesFrom('depot')).toEqual([null, null])
    expect(sharesFrom('shop').reduce((sum: number, share) => sum + (share ?? 0), 0)).toBeCloseTo(2)
  })
})

describe('a moment', () => {
  test.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2016-12-31T23:59:59Z'])(
    'before there was data, %s, is an empty picture and a warning',
    async (at) => {
      const search = graphSearch.parse({ at })
      const reply = await readServiceGraph(search, context())
      expect(reply.data).toMatchObject({ view: 'workload', nodes: [], edges: [] })
      expect(reply.warnings.map(({ code }) => code)).toEqual(['stale'])
      const chart = seriesSearch.parse({ at, node: cart })
      expect((await readSeries(chart, context())).data.requestsPerSecond).toBeNull()
    },
  )

  test('in the future is now', async () => {
    const search = graphSearch.parse({ at: '99999999999999' })
    const { observedAt } = await readServiceGraph(search, context())
    expect(observedAt).toBeLessThanOrEqual(Date.now())
  })
})

describe('what flows beside requests', () => {
  test('messages of gRPC, counted once, on an edge of that protocol', async () => {
    const at = await world(
      messages(atSource, { request: 2, response: 20 }),
      messages(atDestination, { request: 3, response: 30 }),
    )
    const { edges } = await read(at)
    expect(edges).toMatchObject([{ protocol: 'grpc' }])
    const { request, response } = edges[0]?.traffic.messagesPerSecond ?? {}
    expect([rounded(request), rounded(response)]).toEqual([2, 20])
  })

  test('bytes of HTTP, only when they are asked for', async () => {
    const at = await world(
      requests(atSource, 4),
      bytes(atSource, { sent: 900, received: 100 }),
      bytes(atDestination, { sent: 800, received: 90 }),
    )
    expect((await read(at)).edges[0]?.traffic.bytesPerSecond).toBeNull()
    const { sent, received } =
      (await read(at, { bytes: 'true' })).edges[0]?.traffic.bytesPerSecond ?? {}
    expect([rounded(sent), rounded(received)]).toEqual([900, 100])
  })
})

describe('a proxy that two jobs scrape', () => {
  const first = (one: Rising) => scrapedAt('10.1.0.7:15020', 'mesh', one)
  const again = (one: Rising) => scrapedAt('10.1.0.7:15090', 'envoy', one)

  test('counts once, with its security, latency and bytes; another pod of it counts as well', async () => {
    const own = [
      build,
      requests(atSource, 4),
      requests(atDestination, 4),
      ...durations(atSource, { 100: 4, '+Inf': 4 }),
      ...bytes(atSource, { sent: 900, received: 100 }),
    ]
    const at = await world(
      own.map(first),
      own.map(again),
      scrapedAt('10.1.0.8:15020', 'mesh', build),
      scrapedAt('10.1.0.8:15020', 'mesh', requests(atSource, 1)),
    )
    const graph = await read(at, { bytes: 'true', latency: 'true', mtls: 'true' })
    expect(ratesOf(graph)).toEqual({ [cartToStock]: 5 })
    expect(rounded(graph.edges[0]?.traffic.bytesPerSecond?.sent)).toBe(900)
    expect(graph.edges[0]?.mtls).toMatchObject({ mutualTls: 1 })
    const reply = await readServiceGraph(graphSearch.parse({ at: String(at) }), context())
    expect(reply.warnings.map(({ code }) => code)).toContain('scraped-twice')
  })

  test('is not there, where each proxy is scraped once', async () => {
    const at = await world([build, requests(atSource, 4)].map(first))
    const reply = await readServiceGraph(graphSearch.parse({ at: String(at) }), context())
    expect(reply.warnings.map(({ code }) => code)).not.toContain('scraped-twice')
    expect(ratesOf(reply.data)).toEqual({ [cartToStock]: 4 })
  })
})

describe('copies that a route mirrors', () => {
  test('are what the destination counted beyond the source, and drawn apart', async () => {
    const at = await world(requests(atSource, 4), requests(atDestination, 6))
    store.mirrors = [{ namespace: 'depot', name: 'stock' }]
    const { edges } = await read(at)
    store.mirrors = []
    expect(
      edges.map(({ mirrored, traffic }) => [mirrored, rounded(traffic.requestsPerSecond)]),
    ).toEqual([
      [false, 4],
      [true, 2],
    ])
  })

  test('are not looked for where no route mirrors', async () => {
    const at = await world(requests(atSource, 4), requests(atDestination, 6))
    expect(ratesOf(await read(at))).toEqual({ [cartToStock]: 4 })
  })
})

test('a long window of a small mesh is answered as it is, and an empty selection explained', async () => {
  const at = await world([build, requests(atSource, 4)])
  const week = await readServiceGraph(
    graphSearch.parse({ at: String(at), window: '7d' }),
    context(),
  )
  expect(week).toMatchObject({ window: 604_800, data: { windows: { longest: 604_800 } } })
  const search = { namespaces: 'nowhere', at: String(at) }
  const { data } = await readExplain(explainSearch.parse(search), context())
  expect(data.map(({ code }) => code)).toEqual(['not-these-namespaces'])
  const fine = await readExplain(explainSearch.parse({ at: String(at) }), context())
  expect(fine.data).toEqual([])
})

test('a mesh with HTTP and TCP needs no explanation, one with TCP alone is told', async () => {
  const codesOf = async (at: number) => {
    const { data } = await readExplain(explainSearch.parse({ at: String(at) }), context())
    return data.map(({ code }) => code)
  }
  const ofTcp = tcp(atSource, { sent: 100, received: 50, connections: 2 })
  expect(await codesOf(await world([build, requests(atSource, 4)], ofTcp))).toEqual([])
  expect(await codesOf(await world(build, ofTcp))).toEqual(['only-tcp'])
})
