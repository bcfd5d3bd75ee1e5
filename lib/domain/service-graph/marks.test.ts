import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  gateway,
  hop,
  nodeNamed,
  pageViews,
  plain,
  productpage,
  ratings,
  reviews,
  secured,
  stranger,
  took,
  traffic,
  workloadFacts,
} from './bookinfo.fixtures'
import { type DrawOptions, drawServiceGraph } from './draw'
import { isMeshNode, type Mark } from './graph'
import type { MeshFacts, RouteFacts } from './mesh-facts'
import { mirrorTargets } from './mirrored'
import type { Hop, TrafficSamples } from './sample'

const draw = (
  facts: Partial<MeshFacts> = {},
  options: Partial<DrawOptions> = {},
  samples: Partial<TrafficSamples> = { requests: pageViews },
) =>
  drawServiceGraph(
    traffic(samples),
    { ...bookinfoFacts, ...facts },
    {
      view: 'workload',
      services: false,
      namespaces: [],
      visible: null,
      windowSeconds: 300,
      ...options,
    },
  )

/** Where a kind of mark is, and what it says. */
const marked = <Kind extends Mark['kind']>(graph: ReturnType<typeof draw>, kind: Kind) =>
  graph.nodes
    .filter(isMeshNode)
    .flatMap((node) =>
      node.marks
        .filter((mark) => mark.kind === kind)
        .map(({ kind: _, ...mark }) => [plain(node.id), mark] as const),
    )

const route = (effects: Partial<RouteFacts['effects']>): RouteFacts => ({
  namespace: 'default',
  name: 'ratings',
  hosts: ['ratings'],
  destinations: [{ host: 'ratings', subset: null, weight: null }],
  effects: { fault: null, mirrors: [], timeoutMs: null, ...effects },
})
const by = { kind: 'VirtualService', namespace: 'default', name: 'ratings' }
const atRatings = 'workload/default/ratings-v1'

describe('what routes do', () => {
  const delay = { percentage: 100, delayMs: 7000 }
  const abort = { percentage: 10, status: '500' }

  test('a fault is on whom it befalls', () => {
    const graph = draw({ routes: [route({ fault: { delay, abort } })] })
    expect(marked(graph, 'fault')).toEqual([[atRatings, { by, delay, abort }]])
  })

  test('a fault that befalls nobody is none', () => {
    const none = { ...delay, percentage: 0 }
    expect(
      marked(draw({ routes: [route({ fault: { delay: none, abort: null } })] }), 'fault'),
    ).toEqual([])
  })

  test('a timeout, a mirror', () => {
    const mirror = { host: 'reviews', subset: 'v2', percentage: 100 }
    const graph = draw({ routes: [route({ timeoutMs: 500, mirrors: [mirror] })] })
    expect(marked(graph, 'timeout')).toEqual([[atRatings, { by, timeoutMs: 500 }]])
    expect(marked(graph, 'mirror')).toEqual([[atRatings, { by, ...mirror }]])
  })

  test('a mirror of nothing is none', () => {
    const mirror = { host: 'reviews', subset: null, percentage: 0 }
    expect(marked(draw({ routes: [route({ mirrors: [mirror] })] }), 'mirror')).toEqual([])
  })

  test('are on the service where services are drawn', () => {
    const graph = draw({ routes: [route({ timeoutMs: 500 })] }, { services: true })
    expect(marked(graph, 'timeout').map(([id]) => id)).toEqual(['service/default/ratings'])
  })

  test('a route that names a hidden namespace says nothing', () => {
    const mirror = { host: 'audit.secret.svc.cluster.local', subset: null, percentage: 100 }
    const secret = workloadFacts({ ...details, namespace: 'secret' })
    const graph = draw(
      { routes: [route({ mirrors: [mirror] })], workloads: [...bookinfoFacts.workloads, secret] },
      { visible: new Set(['default']) },
    )
    expect(marked(graph, 'mirror')).toEqual([])
  })
})

test('a circuit breaker shows its limits as written', () => {
  const rule = { namespace: 'default', name: 'details', host: 'details' }
  const limits = ['maxConnections: 1', 'consecutive5xxErrors: 3']
  expect(marked(draw({ circuitBreakers: [{ ...rule, limits }] }), 'circuitBreaker')).toEqual([
    [
      'workload/default/details-v1',
      { by: { kind: 'DestinationRule', namespace: 'default', name: 'details' }, limits },
    ],
  ])
})

describe('what can answer', () => {
  const scaledToZero = (pods: number, readyPods: number) =>
    draw({
      workloads: bookinfoFacts.workloads.map((one) =>
        one.name === ratings.workload ? { ...one, pods, readyPods } : one,
      ),
    })

  test('no pods, or none ready, is dead', () => {
    for (const graph of [scaledToZero(0, 0), scaledToZero(2, 0)])
      expect(marked(graph, 'dead')).toEqual([[atRatings, {}]])
    expect(marked(scaledToZero(2, 1), 'dead')).toEqual([])
  })

  test('a service that selects nothing is dead too, once Kubernetes has told everything', () => {
    const toNobody = calls(
      hop(productpage, stranger, { destinationService: 'basket.default.svc.cluster.local' }),
      1,
      { code: '503', flags: 'UH' },
    )
    const services = [
      ...bookinfoFacts.services,
      { namespace: 'default', name: 'basket', selector: { app: 'basket' } },
    ]
    const basket = (complete: boolean) =>
      marked(draw({ services, complete }, {}, { requests: [toNobody] }), 'dead').map(([id]) => id)
    expect(basket(true)).toContain('service/default/basket')
    expect(basket(false)).not.toContain('service/default/basket')
  })

  test('what has no pods is not idle', () => {
    const facts = {
      workloads: [workloadFacts(details, { pods: 0, readyPods: 0 }), workloadFacts(ratings)],
    }
    const graph = draw(facts, {}, {})
    expect(marked(graph, 'idle')).toEqual([[atRatings, {}]])
    expect(marked(graph, 'dead')).toEqual([['workload/default/details-v1', {}]])
  })

  test('of the past nothing that is silent or dead now is shown', () => {
    const facts = { workloads: [workloadFacts(details, { pods: 0, readyPods: 0 })] }
    expect(draw(facts, { isPast: true }, {}).nodes).toEqual([])
    expect(marked(draw(facts, { isPast: true }), 'dead')).toEqual([])
  })
})

test('ambient is what has no proxy of its own and is in the mesh', () => {
  const workloads = bookinfoFacts.workloads.map((one) =>
    one.name === ratings.workload ? { ...one, dataPlaneMode: 'ambient' as const } : one,
  )
  expect(marked(draw({ workloads }), 'ambient')).toEqual([[atRatings, {}]])
})

test('plaintext is on whom it reached, by its share of all that was measured', () => {
  const graph = draw(
    {},
    {},
    {
      requests: pageViews,
      security: [
        secured(hop(productpage, reviews.v1), 'mutual_tls', 8),
        secured(hop(gateway, productpage), 'mutual_tls', 9),
        secured(hop(gateway, productpage), 'none', 1),
      ],
    },
  )
  expect(marked(graph, 'plaintext')).toEqual([['workload/default/productpage-v1', { share: 0.1 }]])
})

describe('a host outside of the mesh', () => {
  const egress = calls(hop(productpage, stranger, { destinationService: 'www.googleapis.com' }), 1)
  const entry = (name: string, ...hosts: string[]) => ({ namespace: 'default', name, hosts })
  const registeredBy = (...serviceEntries: MeshFacts['serviceEntries']) => {
    const node = nodeNamed(
      draw({ serviceEntries }, {}, { requests: [egress] }),
      'serviceEntry/www.googleapis.com',
    )
    return 'registeredBy' in node ? (node.registeredBy?.name ?? null) : undefined
  }

  test.each([
    ['by name', [entry('google', 'www.googleapis.com')], 'google'],
    ['by wildcard', [entry('all', '*.googleapis.com')], 'all'],
    [
      'rather by name',
      [entry('all', '*.googleapis.com'), entry('one', 'www.googleapis.com')],
      'one',
    ],
    ['by the longer wildcard', [entry('any', '*'), entry('all', '*.googleapis.com')], 'all'],
    ['by nobody', [entry('other', 'example.org', '*.example.org')], null],
  ])('is registered %s', (_, entries, expected) => {
    expect(registeredBy(...entries)).toBe(expected)
  })
})

describe('a service’s own thresholds', () => {
  const failing = calls(hop(productpage, details), 10, { code: '503' })
  const withRule = (health: string) => ({
    services: bookinfoFacts.services.map((one) =>
      one.name === 'details' ? { ...one, health } : one,
    ),
  })
  const judged = (health: string) => {
    const graph = draw(withRule(health), {}, { requests: [...pageViews, failing] })
    const node = nodeNamed(graph, 'workload/default/details-v1')
    return 'health' in node && [node.health, node.healthReason]
  }

  test('hold for its workloads and for calls to them', () => {
    expect(judged('errors=60%/80%')).toEqual([
      'healthy',
      {
        measure: 'errors',
        ratio: 0.5,
        thresholds: { degraded: 0.6, failing: 0.8 },
        setBy: 'default/details',
      },
    ])
    const { edges } = draw(withRule('errors=off'), {}, { requests: [failing] })
    expect(edges.map(({ health }) => health)).toEqual(['healthy'])
  })

  test('hold for the namespace of its workloads, and for what is gathered of calls to them', () => {
    const requests = [...pageViews, failing]
    const inView = draw(withRule('errors=off'), { view: 'namespace' }, { requests })
    expect(nodeNamed(inView, 'namespace/default')).toMatchObject({ health: 'healthy' })
    const gathered = draw(withRule('errors=off'), { limit: 1 }, { requests })
    const healths = ({ edges }: typeof gathered) => edges.map(({ health }) => health)
    expect(gathered.edges.length).toBeLessThan(pageViews.length)
    expect(new Set(healths(gathered))).toEqual(new Set(['healthy']))
    expect(healths(draw({}, { limit: 1 }, { requests }))).toContain('failing')
  })

  test('that cannot be read are none', () => {
    expect(judged('errors=many')).toMatchObject(['failing', { setBy: null }])
  })
})

/** As labels that are asked for by app tell both ends. */
const apps = ({ source, destination }: Hop) => ({
  source: source && { ...source, workload: '', version: '' },
  destination: destination && { ...destination, workload: '', version: '' },
})

describe('mirrored copies', () => {
  const mirrors = [{ host: 'reviews', subset: 'v2', percentage: 100 }]
  const facts = { routes: [route({ mirrors })] }
  const copy = calls(hop(productpage, reviews.v2, { reporter: 'destination' }), 4)
  const own = calls(hop(productpage, reviews.v1), 4)
  const isMirrored = (requests: TrafficSamples['requests']) =>
    draw(facts, {}, { requests }).edges.map(({ target, mirrored }) => [plain(target), mirrored])

  test('are what only the destination reports, of a source that reports others', () => {
    expect(isMirrored([copy, own])).toEqual([
      ['workload/default/reviews-v1', false],
      ['workload/default/reviews-v2', true],
    ])
  })

  test('take their bytes, their latency and how they were secured with them, in every view', () => {
    const atApps = { ...copy.hop, ...apps(copy.hop) }
    const graph = draw(
      facts,
      { view: 'app' },
      {
        requests: [copy, own],
        volumes: [{ hop: copy.hop, quantity: 'sentBytes', perSecond: 900 }],
        latency: took(atApps, { 50: 0, 100: 4, Infinity: 4 }),
        security: [secured(atApps, 'mutual_tls', 4)],
      },
    )
    expect(
      graph.edges.map(({ mirrored, traffic: { bytesPerSecond }, latencyMs, mtls }) => ({
        ...{ mirrored, sent: bytesPerSecond?.sent, p50: latencyMs?.p50 },
        mutualTls: mtls?.mutualTls,
      })),
    ).toEqual([
      { mirrored: false, sent: undefined, p50: undefined, mutualTls: 1 },
      { mirrored: true, sent: 900, p50: 75, mutualTls: 1 },
    ])
  })

  test('not where the source reports nothing at all: its metrics are switched off', () => {
    expect(isMirrored([copy])).toEqual([['workload/default/reviews-v2', false]])
  })

  test('are looked for at the services that routes mirror to, each once', () => {
    const twice = { ...bookinfoFacts, routes: [route({ mirrors }), route({ mirrors })] }
    expect(mirrorTargets(twice)).toEqual([{ namespace: 'default', name: 'reviews' }])
  })
})
