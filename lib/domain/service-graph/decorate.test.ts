import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  gateway,
  hop,
  mongodb,
  nodeNamed,
  pageViews,
  plain,
  productpage,
  ratings,
  reviews,
  stranger,
  workloadFacts,
} from './bookinfo.fixtures'
import type { DrawOptions } from './draw'
import { draw as drawGiven } from './draw.fixtures'
import { graphViews, isMeshNode } from './graph'
import type { MeshFacts } from './mesh-facts'
import type { RequestSample } from './sample'

const draw = (
  requests: RequestSample[],
  options: Partial<DrawOptions> = {},
  facts: MeshFacts = bookinfoFacts,
) => drawGiven({ requests }, options, facts)

const withWorkloads = (...more: MeshFacts['workloads']): MeshFacts => ({
  ...bookinfoFacts,
  workloads: [...bookinfoFacts.workloads, ...more],
})

const marked = (graph: ReturnType<typeof draw>, kind: string) =>
  graph.nodes
    .filter((node) => isMeshNode(node) && node.marks.some((mark) => mark.kind === kind))
    .map(({ id }) => plain(id))

describe('idle', () => {
  test.each([
    ['workload', ['workload/default/ratings-v1', 'workload/default/reviews-v2']],
    ['versionedApp', ['app/default/ratings/v1', 'app/default/reviews/v2']],
    ['app', ['app/default/ratings/-']],
    ['service', ['service/default/ratings']],
    ['namespace', []],
  ] as const)('what belongs to the mesh and saw nothing, in the %s view', (view, idle) => {
    const requests = pageViews.filter(({ hop: { source, destination } }) =>
      [source, destination].every((one) => one !== reviews.v2 && one !== ratings),
    )
    expect(marked(draw(requests, { view }), 'idle')).toEqual(idle)
  })

  test('with no traffic at all everything is, and nothing is healthy', () => {
    const graph = draw([], { view: 'namespace' })
    expect(marked(graph, 'idle')).toEqual(['namespace/default', 'namespace/istio-system'])
    expect(nodeNamed(graph, 'namespace/default')).toMatchObject({
      health: 'unknown',
      in: { requestsPerSecond: null, errorRatio: null },
    })
  })

  test('has the id that it will have once there is traffic', () => {
    const requests = [calls(hop(gateway, productpage), 1)]
    const id = 'workload/Kubernetes/default/details-v1'
    expect(draw(requests).nodes.map((node) => node.id)).toContain(id)
    expect(draw(pageViews).nodes.map((node) => node.id)).toContain(id)
  })

  test('only in the namespaces on screen', () => {
    const graph = draw([], { namespaces: ['istio-system'] })
    expect(marked(graph, 'idle')).toEqual(['workload/istio-system/istio-ingressgateway'])
  })

  test('not what is outside of the mesh, nor a waypoint', () => {
    const facts = withWorkloads(
      workloadFacts(mongodb, { inMesh: false }),
      workloadFacts({ ...details, workload: 'waypoint' }, { role: 'waypoint' }),
    )
    expect(draw(pageViews, {}, facts)).toEqual(draw(pageViews))
  })

  test('not a workload that is seen in another cluster’s name', () => {
    const requests = [
      calls(hop({ ...productpage, cluster: 'east' }, { ...details, cluster: 'west' }), 1),
    ]
    expect(marked(draw(requests), 'idle')).not.toContain('workload/default/details-v1')
  })
})

describe('marks from Kubernetes', () => {
  test('a workload without a proxy, unless it is scaled to zero', () => {
    const bare = workloadFacts(mongodb, { dataPlaneMode: 'none' })
    const requests = [...pageViews, calls(hop(ratings, mongodb), 1)]
    expect(marked(draw(requests, {}, withWorkloads(bare)), 'noProxy')).toEqual([
      'workload/data/mongodb-v1',
    ])
    expect(marked(draw(requests, {}, withWorkloads({ ...bare, pods: 0 })), 'noProxy')).toEqual([])
  })

  test('a gateway, in every view that shows it', () => {
    const views = graphViews.filter((view) => view !== 'namespace')
    for (const view of views) expect(marked(draw(pageViews, { view }), 'gateway')).toHaveLength(1)
  })
})

describe('a traffic split', () => {
  const mark = {
    kind: 'trafficSplit',
    virtualService: { namespace: 'default', name: 'reviews' },
    destinations: [
      { host: 'reviews', subset: 'v1', weight: 80, share: 0.8 },
      { host: 'reviews', subset: 'v2', weight: 20, share: 0.2 },
    ],
  }

  test.each([
    ['service', false, ['service/default/reviews']],
    ['workload', true, ['service/default/reviews']],
    ['app', false, ['app/default/reviews/-']],
    ['versionedApp', false, ['app/default/reviews/v1', 'app/default/reviews/v2']],
    ['workload', false, ['workload/default/reviews-v1', 'workload/default/reviews-v2']],
    ['namespace', false, []],
  ] as const)(
    'is marked where it reads, in the %s view (service nodes: %s)',
    (view, services, ids) => {
      const graph = draw(pageViews, { view, services })
      expect(marked(graph, 'trafficSplit')).toEqual(ids)
      for (const id of ids) expect(nodeNamed(graph, id)).toMatchObject({ marks: [mark] })
    },
  )

  test('stays on the workloads when calls fail at the service', () => {
    const noPod = hop(productpage, stranger, {
      destinationService: 'reviews.default.svc.cluster.local',
    })
    const requests = [...pageViews, calls(noPod, 1, { code: '503', flags: 'UH' })]
    expect(marked(draw(requests), 'trafficSplit')).toContain('workload/default/reviews-v1')
  })

  const routed = (weights: (number | null)[]) => {
    const destinations = weights.map((weight, at) => ({
      host: 'reviews',
      subset: `v${at}`,
      weight,
    }))
    const routes = [{ namespace: 'default', name: 'reviews', hosts: ['reviews'], destinations }]
    const node = nodeNamed(
      draw(pageViews, { view: 'service' }, { ...bookinfoFacts, routes }),
      'service/default/reviews',
    )
    return isMeshNode(node)
      ? node.marks.flatMap((one) => (one.kind === 'trafficSplit' ? one.destinations : []))
      : []
  }

  test.each([
    ['any scale', [1, 3], [0.25, 0.75]],
    ['an omitted weight is 0', [100, null], [1, 0]],
    ['all omitted', [null, null], [0, 0]],
    ['a single destination splits nothing', [null], []],
  ] as const)('%s', (_, weights, shares) => {
    expect(routed([...weights]).map(({ share }) => share)).toEqual(shares)
  })
})

describe('health', () => {
  const failing = (at: ReturnType<typeof hop>) => calls(at, 1, { code: '500' })

  test('is of the answers that a node gave', () => {
    const toReviews = hop(productpage, reviews.v1)
    const graph = draw([calls(toReviews, 999), failing(toReviews)])
    expect(nodeNamed(graph, 'workload/default/reviews-v1')).toMatchObject({ health: 'degraded' })
  })

  test('is of the answers that it got where it gave none that were measured', () => {
    const graph = draw([failing(hop(gateway, productpage))])
    expect(nodeNamed(graph, 'workload/istio-system/istio-ingressgateway')).toMatchObject({
      health: 'failing',
    })
  })

  test('of a namespace is that of its sickest workload', () => {
    const requests = [calls(hop(gateway, productpage), 10_000), failing(hop(productpage, details))]
    const graph = draw(requests, { view: 'namespace' })
    expect(nodeNamed(graph, 'namespace/default')).toMatchObject({ health: 'failing' })
  })
})

describe('members of a namespace', () => {
  test('are counted as Kubernetes says and as traffic shows', () => {
    const graph = draw([...pageViews, calls(hop(ratings, mongodb), 1)], { view: 'namespace' })
    expect(nodeNamed(graph, 'namespace/default')).toMatchObject({
      counts: { workloads: 5, services: 4 },
    })
    expect(nodeNamed(graph, 'namespace/data')).toMatchObject({
      counts: { workloads: 1, services: 1 },
    })
  })
})

describe('candidates for an unknown caller', () => {
  const visitor = calls(hop(stranger, productpage, { reporter: 'destination' }), 1)
  const bare = (name: string, namespace = 'default') =>
    workloadFacts(
      { ...details, workload: name, namespace },
      { dataPlaneMode: 'none', inMesh: false },
    )

  test('are the workloads without a proxy, those nearby first', () => {
    const facts = withWorkloads(bare('cron', 'batch'), bare('legacy'), bare('export', 'batch'))
    expect(nodeNamed(draw([visitor], {}, facts), 'unknown/caller/default')).toMatchObject({
      candidates: ['default/legacy', 'batch/cron', 'batch/export'],
    })
  })

  test('are no more than can be read', () => {
    const many = Array.from({ length: 50 }, (_, at) => bare(`job-${at}`))
    const node = nodeNamed(draw([visitor], {}, withWorkloads(...many)), 'unknown/caller/default')
    expect(node.kind === 'unknown' && node.candidates).toHaveLength(20)
  })
})
