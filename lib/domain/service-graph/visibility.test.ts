import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nothingReadable, type Readable, readableWhere } from '../readable'
import {
  bookinfoFacts,
  calls,
  hop,
  mongodb,
  noFacts,
  picture,
  productpage,
  ratings,
  reviews,
  secured,
  stranger,
  streams,
  traffic,
  workloadFacts,
} from './bookinfo.fixtures'
import { drawServiceGraph } from './draw'
import { graphViews } from './graph'
import type { MeshFacts } from './mesh-facts'
import type { Hop, Peer, TrafficSamples } from './sample'
import { type Neighbours, noNeighbours, visibleFacts } from './visibility'

const draw = (
  samples: Partial<TrafficSamples>,
  visible: string[],
  options: { services?: boolean; facts?: MeshFacts; neighbours?: Neighbours } = {},
) =>
  drawServiceGraph(traffic(samples), options.facts ?? noFacts, {
    view: 'workload',
    services: options.services ?? false,
    namespaces: [],
    visible: new Set(visible),
    neighbours: options.neighbours ?? noNeighbours,
    readable: 'everything',
    windowSeconds: 300,
  })

const toData = hop(ratings, mongodb)

describe('what a viewer may not see', () => {
  test('is one nameless node', () => {
    const archive: Peer = { ...mongodb, workload: 'archive-v1', namespace: 'attic', app: 'archive' }
    const requests = [calls(toData, 2), calls(hop(ratings, archive), 3)]
    const graph = draw({ requests }, ['default'])
    expect(picture(graph)).toEqual(['workload/default/ratings-v1 > hidden http 5/s'])
    expect(graph.nodes.find(({ kind }) => kind === 'hidden')).toEqual({
      kind: 'hidden',
      id: 'hidden',
      in: expect.objectContaining({ requestsPerSecond: 5 }),
      out: expect.objectContaining({ requestsPerSecond: null }),
    })
  })

  test('as a caller too', () => {
    expect(picture(draw({ requests: [calls(toData, 2)] }, ['data']))).toEqual([
      'hidden > workload/data/mongodb-v1 http 2/s',
    ])
  })

  test('is not drawn where it calls itself, or the outside, or is called by nobody known', () => {
    const outside = hop(mongodb, stranger, { destinationService: 'example.org' })
    const requests = [
      calls(hop(mongodb, mongodb), 1),
      calls(outside, 1),
      calls(hop(stranger, mongodb, { reporter: 'destination' }), 1),
    ]
    expect(draw({ requests }, ['default'])).toMatchObject({ nodes: [], edges: [] })
  })

  test.each(['mongodb.data.svc.cluster.local', 'mongodb.data:27017', 'data'])(
    'is not named by the host %s of a call that failed',
    (host) => {
      const failed = hop(ratings, stranger, {
        destinationService: host,
        destinationServiceName: host,
      })
      const requests = [calls(failed, 1, { code: '503', flags: 'UH' }), calls(toData, 1)]
      expect(picture(draw({ requests }, ['default']))).toEqual([
        'workload/default/ratings-v1 > hidden http 2/s 50% failed',
      ])
    },
  )

  test('is in no host, though nothing but the namespace is there', () => {
    const called = hop(ratings, { ...stranger }, { destinationService: 'ghost.empty:80' })
    const graph = draw({ requests: [calls(called, 1)] }, ['default'], {
      facts: { ...noFacts, namespaces: ['default', 'empty'] },
    })
    expect(JSON.stringify(graph)).not.toContain('empty')
  })

  test('leaves the service node out that stands in it', () => {
    const elsewhere = hop(ratings, reviews.v1, {
      destinationService: 'reviews.data.svc.cluster.local',
      destinationServiceName: 'reviews',
    })
    expect(
      picture(draw({ requests: [calls(elsewhere, 1)] }, ['default'], { services: true })),
    ).toEqual(['workload/default/ratings-v1 > workload/default/reviews-v1 http 1/s'])
  })

  test('keeps a failing call of a hidden caller to a visible service', () => {
    const failed = hop(mongodb, stranger, {
      destinationService: 'ratings.default.svc.cluster.local',
    })
    const requests = [calls(failed, 1, { code: '503', flags: 'UH' })]
    expect(picture(draw({ requests }, ['default']))).toEqual([
      'hidden > service/default/ratings http 1/s 100% failed',
    ])
  })

  test('is no principal, no candidate and no destination of a split', () => {
    const facts: MeshFacts = {
      ...bookinfoFacts,
      workloads: [...bookinfoFacts.workloads, workloadFacts(mongodb, { dataPlaneMode: 'none' })],
      routes: [
        {
          namespace: 'default',
          name: 'ratings',
          hosts: ['ratings'],
          destinations: [
            { host: 'ratings', subset: null, weight: 1 },
            { host: 'mongodb.data', subset: null, weight: 1 },
          ],
        },
      ],
    }
    const visitor = hop(stranger, productpage, { reporter: 'destination' })
    const fromData = hop(mongodb, ratings)
    const graph = draw(
      {
        requests: [calls(visitor, 1), calls(fromData, 1)],
        security: [secured(fromData, 'mutual_tls', 1)],
      },
      ['default'],
      { facts },
    )
    expect(JSON.stringify(graph)).not.toMatch(/data|mongodb/)
    expect(graph.edges[0]?.mtls).toEqual({ mutualTls: 1, plaintext: 0, unknown: 0 })
  })
})

describe('a neighbour that may be named', () => {
  const archive: Peer = { ...mongodb, workload: 'archive-v1', namespace: 'attic', app: 'archive' }
  const requests = [
    calls(toData, 2),
    calls(hop(ratings, archive), 3),
    calls(hop(mongodb, archive), 5),
    calls(hop(mongodb, { ...mongodb, workload: 'backup-v1', app: 'backup' }), 7),
  ]

  test.each<[string, Neighbours, string[]]>([
    ['one', new Set(['data']), ['workload/data/mongodb-v1 http 2/s', 'hidden http 3/s']],
    [
      'any',
      'everywhere',
      ['workload/data/mongodb-v1 http 2/s', 'workload/attic/archive-v1 http 3/s'],
    ],
  ])('%s is the end of visible calls, and its own calls are not told', (_, neighbours, ends) => {
    const graph = draw({ requests }, ['default'], { neighbours })
    expect(picture(graph).sort()).toEqual(
      ends.map((end) => `workload/default/ratings-v1 > ${end}`).sort(),
    )
    expect(graph.totals.traffic.requestsPerSecond).toBe(5)
  })

  test('has nothing of its own on the picture: no idle workload, no route', () => {
    const facts = {
      ...bookinfoFacts,
      workloads: [...bookinfoFacts.workloads, workloadFacts(archive)],
    }
    const graph = draw({ requests: [calls(toData, 2)] }, ['default'], {
      facts,
      neighbours: 'everywhere',
    })
    expect(JSON.stringify(graph)).not.toContain('archive')
  })
})

describe('routes and rules of a visible namespace', () => {
  const where = { namespace: 'default', name: 'one' }
  const facts: MeshFacts = {
    ...bookinfoFacts,
    routes: [{ ...where, hosts: ['ratings'], destinations: [] }],
    circuitBreakers: [{ ...where, host: 'ratings', limits: ['maxConnections: 1'] }],
    serviceEntries: [{ ...where, hosts: ['api.example.com'] }],
  }
  const left = (visible: Set<string> | null, readable: Readable) => {
    const { routes, circuitBreakers, serviceEntries } = visibleFacts(facts, visible, readable)
    return [routes.length, circuitBreakers.length, serviceEntries.length]
  }
  const only = (kind: string) =>
    readableWhere((one) => (one === kind ? 'everywhere' : new Set(['bank'])))

  test.each<[string, number[], Readable]>([
    ['everything', [1, 1, 1], 'everything'],
    ['VirtualServices', [1, 0, 0], only('VirtualService')],
    ['DestinationRules', [0, 1, 0], only('DestinationRule')],
    ['ServiceEntries', [0, 0, 1], only('ServiceEntry')],
    ['nothing', [0, 0, 0], nothingReadable],
  ])('are there for who may get %s', (_, expected, readable) => {
    expect(left(null, readable)).toEqual(expected)
    expect(left(new Set(['default']), readable)).toEqual(expected)
    expect(left(new Set(['bank']), readable)).toEqual([0, 0, 0])
  })
})

const secret = 'hushhush'
const secretPeer: Peer = {
  cluster: 'Kubernetes',
  namespace: secret,
  workload: `${secret}-v1`,
  app: secret,
  version: `${secret}1`,
}
const halfKnown: Peer = { ...secretPeer, workload: 'unknown', app: 'unknown', version: 'latest' }
const unplaced: Peer = { ...secretPeer, namespace: 'unknown' }

const anyHop: fc.Arbitrary<Hop> = fc
  .record({
    source: fc.constantFrom(productpage, secretPeer, halfKnown, unplaced, stranger),
    destination: fc.constantFrom(reviews.v1, secretPeer, halfKnown, unplaced, stranger),
    host: fc.constantFrom(
      null,
      `${secret}.${secret}.svc.cluster.local`,
      `api.${secret}:80`,
      `${secret}:80`,
      `x.${secret}.svc`,
      'example.org',
      'unknown',
    ),
    name: fc.constantFrom(null, 'PassthroughCluster', 'BlackHoleCluster'),
    reporter: fc.constantFrom('source', 'destination', 'waypoint'),
  })
  .map(({ source, destination, host, name, reporter }) =>
    hop(source, destination, {
      reporter,
      ...(host !== null && { destinationService: host }),
      ...(name !== null && { destinationServiceName: name }),
    }),
  )

test('no byte of any view names a hidden namespace or what is in it', () => {
  const facts: MeshFacts = {
    ...bookinfoFacts,
    workloads: [...bookinfoFacts.workloads, workloadFacts(secretPeer, { dataPlaneMode: 'none' })],
    services: [
      ...bookinfoFacts.services,
      { namespace: secret, name: secret, selector: { app: secret } },
    ],
  }
  const options = fc.record({
    view: fc.constantFrom(...graphViews),
    services: fc.boolean(),
    seen: fc.constantFrom(
      { visible: new Set(['default', 'istio-system']) },
      { visible: new Set(['default']), neighbours: new Set(['istio-system']) },
    ),
  })
  fc.assert(
    fc.property(fc.array(anyHop), options, (hops, { view, services, seen }) => {
      const samples = traffic({
        requests: hops.map((one) => calls(one, 1)),
        volumes: hops.flatMap((one) => streams({ ...one, protocol: 'tcp' }, { sentBytes: 1 })),
        security: hops.map((one) => secured(one, 'mutual_tls', 1)),
      })
      const graph = drawServiceGraph(samples, facts, {
        view,
        services,
        namespaces: [],
        ...seen,
        readable: 'everything',
        windowSeconds: 300,
      })
      expect(JSON.stringify(graph)).not.toContain(secret)
    }),
  )
})
