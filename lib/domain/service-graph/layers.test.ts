import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  hop,
  hostOf,
  noFacts,
  picture,
  productpage,
  reviews,
  secured,
  streams,
  workloadFacts,
} from './bookinfo.fixtures'
import type { DrawOptions } from './draw'
import { draw as drawGiven } from './draw.fixtures'
import type { MeshFacts } from './mesh-facts'
import type { Peer, TrafficSamples } from './sample'

const waypoint: Peer = { ...productpage, workload: 'waypoint', app: 'waypoint', version: 'latest' }
const host = { destinationService: hostOf(reviews.v1), destinationServiceName: 'reviews' }
const throughWaypoint = { ...host, reporter: 'waypoint' as const }
const l4 = { ...host, protocol: 'tcp' as const }

const toVersion1 = hop(productpage, reviews.v1, throughWaypoint)
const before = hop(productpage, waypoint, l4)
const behind = hop(waypoint, reviews.v1, { ...l4, reporter: 'destination' })

/** A call as an ambient mesh with a waypoint reports it. */
const ambient: Partial<TrafficSamples> = {
  requests: [calls(toVersion1, 9), calls(toVersion1, 1, { code: '503' })],
  volumes: [
    ...streams(before, { connections: 2, sentBytes: 900, receivedBytes: 100 }),
    ...streams(behind, { connections: 1, sentBytes: 800, receivedBytes: 90 }),
  ],
  security: [secured(behind, 'mutual_tls', 3), secured(behind, 'unknown', 1)],
}

const withWaypoint: MeshFacts = {
  ...bookinfoFacts,
  workloads: [...bookinfoFacts.workloads, workloadFacts(waypoint, { role: 'waypoint' })],
}

const draw = (
  samples: Partial<TrafficSamples>,
  facts: MeshFacts = withWaypoint,
  options: Partial<DrawOptions> = {},
) => drawGiven(samples, options, facts)

const one = 'workload/default/productpage-v1 > workload/default/reviews-v1 http 10/s 10% failed'

describe('a call through a waypoint', () => {
  test.each([
    ['that Kubernetes knows', withWaypoint],
    ['that only the metrics give away', noFacts],
  ])('%s is one edge, with the layer below', (_, facts) => {
    const graph = draw(ambient, facts)
    expect(picture(graph)).toEqual([one])
    expect(graph.edges[0]).toMatchObject({
      reporter: 'waypoint',
      waypoint: { namespace: 'default', name: 'waypoint' },
      transport: {
        connectionsPerSecond: 2,
        bytesPerSecond: { sent: 900, received: 100 },
        mtls: { mutualTls: 0.75, plaintext: 0, unknown: 0.25 },
      },
    })
  })

  test('adds nothing of the layer below to what was counted', () => {
    const { totals, nodes } = draw(ambient)
    expect(totals.traffic).toMatchObject({ requestsPerSecond: 10, connectionsPerSecond: null })
    for (const node of nodes) expect(node.in.bytesPerSecond).toBeNull()
  })

  test('goes through a node of the waypoint on request', () => {
    expect(picture(draw(ambient, withWaypoint, { waypoints: true }))).toEqual([
      'workload/default/productpage-v1 > workload/default/waypoint http 10/s 10% failed',
      'workload/default/waypoint > workload/default/reviews-v1 http 10/s 10% failed',
    ])
  })

  test('to several workloads of a service: what is below each is not known, what is below all is', () => {
    const both = {
      ...ambient,
      requests: [
        ...(ambient.requests ?? []),
        calls(hop(productpage, reviews.v2, throughWaypoint), 5),
      ],
    }
    for (const { transport } of draw(both).edges)
      expect(transport?.connectionsPerSecond ?? null).toBeNull()
    const [merged] = draw(both, withWaypoint, { view: 'service' }).edges
    expect(merged?.transport?.connectionsPerSecond).toBe(2)
  })

  test('names no waypoint of a hidden namespace', () => {
    const hidden = { ...waypoint, namespace: 'secret' }
    const graph = draw(
      { ...ambient, volumes: streams(hop(productpage, hidden, l4), { connections: 2 }) },
      { ...withWaypoint, workloads: [workloadFacts(hidden, { role: 'waypoint' })] },
      { visible: new Set(['default']) },
    )
    expect(picture(graph)).toEqual([one])
    expect(JSON.stringify(graph)).not.toContain('secret')
  })
})

test('where no waypoint reports, what ztunnel saw is all there is, and stays', () => {
  const { requests: _, ...seen } = ambient
  expect(
    draw(seen).edges.map(({ traffic: { connectionsPerSecond } }) => connectionsPerSecond),
  ).toEqual([2, 1])
})

test('a workload that is called directly beside a waypoint is no waypoint', () => {
  const direct = calls(hop(productpage, reviews.v2, host), 4)
  expect(
    picture(draw({ ...ambient, requests: [...(ambient.requests ?? []), direct] }, noFacts)),
  ).toEqual([one, 'workload/default/productpage-v1 > workload/default/reviews-v2 http 4/s'])
})

describe('an Envoy that calls an ambient pod', () => {
  const atEnvoy = hop(productpage, reviews.v1)
  const atZtunnel = hop(productpage, reviews.v1, { ...l4, reporter: 'destination' })
  const carried: Partial<TrafficSamples> = {
    requests: [calls(atEnvoy, 10)],
    volumes: streams(atZtunnel, { connections: 2, sentBytes: 900, receivedBytes: 100 }),
    security: [secured(atZtunnel, 'mutual_tls', 3), secured(atZtunnel, 'unknown', 1)],
  }
  const inAmbient: MeshFacts = {
    ...bookinfoFacts,
    workloads: [workloadFacts(reviews.v1, { dataPlaneMode: 'ambient' })],
  }

  test('is one edge, with the connections that the pod’s ztunnel reports below', () => {
    const { edges, totals } = draw(carried, inAmbient)
    const mtls = { mutualTls: 0.75, plaintext: 0, unknown: 0.25 }
    expect(edges).toMatchObject([
      {
        protocol: 'http',
        mtls,
        transport: {
          connectionsPerSecond: 2,
          bytesPerSecond: { sent: 900, received: 100 },
          mtls,
        },
      },
    ])
    expect(totals.traffic).toMatchObject({ requestsPerSecond: 10, connectionsPerSecond: null })
  })

  test('is secured as its calls were, where these were measured', () => {
    const security = [...(carried.security ?? []), secured(atEnvoy, 'mutual_tls', 10)]
    const [edge] = draw({ ...carried, security }, inAmbient).edges
    expect(edge?.mtls?.mutualTls).toBe(1)
    expect(edge?.transport?.mtls?.mutualTls).toBe(0.75)
  })

  test('as requests and as plain TCP has two edges: it reports both itself', () => {
    const itself = hop(productpage, reviews.v1, l4)
    const both = { ...carried, volumes: streams(itself, { connections: 2 }) }
    expect(draw(both, inAmbient).edges.map(({ protocol }) => protocol)).toEqual(['http', 'tcp'])
  })

  test('with a sidecar has nothing below: what only that reports is a call of its own', () => {
    expect(draw(carried, bookinfoFacts).edges.map(({ protocol }) => protocol)).toEqual([
      'http',
      'tcp',
    ])
  })
})
