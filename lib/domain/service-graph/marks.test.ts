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
  routeFacts,
  secured,
  stranger,
  workloadFacts,
} from './bookinfo.fixtures'
import type { DrawOptions } from './draw'
import { draw as drawGiven } from './draw.fixtures'
import { isMeshNode, type Mark } from './graph'
import type { MeshFacts } from './mesh-facts'
import type { TrafficSamples } from './sample'

const draw = (
  facts: Partial<MeshFacts> = {},
  options: Partial<DrawOptions> = {},
  samples: Partial<TrafficSamples> = { requests: pageViews },
) => drawGiven(samples, options, { ...bookinfoFacts, ...facts })

/** Where a kind of mark is, and what it says. */
const marked = <Kind extends Mark['kind']>(graph: ReturnType<typeof draw>, kind: Kind) =>
  graph.nodes
    .filter(isMeshNode)
    .flatMap((node) =>
      node.marks
        .filter((mark) => mark.kind === kind)
        .map(({ kind: _, ...mark }) => [plain(node.id), mark] as const),
    )

const by = { kind: 'VirtualService', namespace: 'default', name: 'ratings' }
const atRatings = 'workload/default/ratings-v1'

describe('what routes do', () => {
  const delay = { percentage: 100, delayMs: 7000 }
  const abort = { percentage: 10, status: '500' }

  test('a fault is on whom it befalls', () => {
    const graph = draw({ routes: [routeFacts({ fault: { delay, abort } })] })
    expect(marked(graph, 'fault')).toEqual([[atRatings, { by, delay, abort }]])
  })

  test('a fault that befalls nobody is none', () => {
    const none = { ...delay, percentage: 0 }
    expect(
      marked(draw({ routes: [routeFacts({ fault: { delay: none, abort: null } })] }), 'fault'),
    ).toEqual([])
  })

  test('a timeout, a mirror', () => {
    const mirror = { host: 'reviews', subset: 'v2', percentage: 100 }
    const graph = draw({ routes: [routeFacts({ timeoutMs: 500, mirrors: [mirror] })] })
    expect(marked(graph, 'timeout')).toEqual([[atRatings, { by, timeoutMs: 500 }]])
    expect(marked(graph, 'mirror')).toEqual([[atRatings, { by, ...mirror }]])
  })

  test('a mirror of nothing is none', () => {
    const mirror = { host: 'reviews', subset: null, percentage: 0 }
    expect(marked(draw({ routes: [routeFacts({ mirrors: [mirror] })] }), 'mirror')).toEqual([])
  })

  test('are on the service where services are drawn', () => {
    const graph = draw({ routes: [routeFacts({ timeoutMs: 500 })] }, { services: true })
    expect(marked(graph, 'timeout').map(([id]) => id)).toEqual(['service/default/ratings'])
  })

  test('a route that names a hidden namespace says nothing', () => {
    const mirror = { host: 'audit.secret.svc.cluster.local', subset: null, percentage: 100 }
    const secret = workloadFacts({ ...details, namespace: 'secret' })
    const graph = draw(
      {
        routes: [routeFacts({ mirrors: [mirror] })],
        workloads: [...bookinfoFacts.workloads, secret],
      },
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
