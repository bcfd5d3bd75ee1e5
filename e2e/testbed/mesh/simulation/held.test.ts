import { beforeEach, describe, expect, test } from 'vitest'
import { momentsOf } from '../draw/moments'
import { seededRandom } from '../draw/random'
import { podOf, reviewsMesh, worldOf } from '../fixtures'
import { newLedger } from '../ledger'
import { defaultBehaviour, type PlannedCall, trafficPlan } from '../traffic-plan'
import { buildWorld } from '../world/world'
import type { Flow } from './flow'
import { type HeldBook, newHeldBook } from './held'

const world = worldOf()
const [client, server] = [podOf(world, 'productpage-v1'), podOf(world, 'reviews-v1')]
const random = seededRandom(1)

function planned(more: object): PlannedCall {
  const calls = [{ host: 'db', port: 5432, ...more }]
  const [call] =
    trafficPlan.parse({ workloads: { 'a/b': { calls } } }).workloads['a/b']?.calls ?? []
  if (!call) throw new Error('one call in, one call out')
  return call
}

function connectionFlow(protocol: 'tcp' | 'grpc'): Flow {
  const row = newLedger().row({
    kind: 'call',
    source: { namespace: 'default', workload: 'productpage-v1', hasProxy: true },
    destination: { namespace: 'default', workload: 'reviews-v1', hasProxy: true },
    service: 'db',
    protocol,
    code: '',
    grpcStatus: '',
    flags: '-',
    security: 'mutual_tls',
    observer: client.key,
  })
  const series = ['source', 'destination'].map((reporter) => ({
    connection: { labels: { reporter }, opened: 0, receivedBytes: 0, sentBytes: 0 },
    closing: { labels: { reporter }, closed: 0, failed: 0 },
    isFailed: false,
  }))
  const { requestBytes, responseBytes } = defaultBehaviour
  return {
    key: protocol,
    pods: [client, server],
    carries: true,
    row,
    outer: [],
    inner: [],
    messages: [],
    connections: protocol === 'tcp' ? { row, series } : null,
    legs: [],
    shapes: null,
    bytes: { received: momentsOf(requestBytes), sent: momentsOf(responseBytes) },
    next: null,
  }
}

describe('connections that stay open', () => {
  let held: HeldBook
  let flow: Flow

  beforeEach(() => {
    held = newHeldBook()
    flow = connectionFlow('tcp')
  })

  test('open at once, close as time goes by, and are the same at both ends', () => {
    held.open(flow, planned({ protocol: 'tcp', lastsSeconds: 600 }), 1000)
    expect(flow.row).toMatchObject({ connectionsOpened: 1000, connectionsClosed: 0 })
    held.advance(random, 600, 1)
    expect(flow.row.connectionsClosed / 1000).toBeCloseTo(1 - Math.exp(-1), 1)
    for (const { connection, closing } of flow.connections?.series ?? []) {
      expect(connection.opened).toBe(1000)
      expect(closing.closed).toBe(flow.row.connectionsClosed)
      expect(connection.receivedBytes).toBe(flow.row.receivedBytes)
      expect(connection.sentBytes).toBe(flow.row.sentBytes)
    }
  })

  test('have passed all of their bytes when all have closed, in steps or at once', () => {
    held.open(flow, planned({ protocol: 'tcp', lastsSeconds: 30 }), 1000)
    for (let step = 0; step < 300; step++) held.advance(random, 2, 1)
    expect(flow.row.connectionsClosed).toBe(1000)
    const mean = 1000 * flow.bytes.sent.mean
    expect(flow.row.sentBytes / mean).toBeCloseTo(1, 1)
  })

  test('lie idle without traffic', () => {
    held.open(flow, planned({ protocol: 'tcp', lastsSeconds: 600 }), 100)
    held.advance(random, 60, 0)
    expect(flow.row.sentBytes).toBe(0)
  })

  test('end with a pod at one of their ends', () => {
    held.open(flow, planned({ protocol: 'tcp', lastsSeconds: 600 }), 100)
    const others = reviewsMesh.filter(({ metadata }) => !metadata.name.startsWith('reviews-v1'))
    held.keep(buildWorld(others))
    expect(flow.row.connectionsClosed).toBe(100)
  })

  test('stay while both pods do', () => {
    held.open(flow, planned({ protocol: 'tcp', lastsSeconds: 600 }), 100)
    held.keep(worldOf())
    expect(flow.row.connectionsClosed).toBe(0)
  })
})

test('streams pass messages while they are open and are requests at their end', () => {
  const held = newHeldBook()
  const flow = connectionFlow('grpc')
  const messages = { request: 1, response: 60 }
  held.open(flow, planned({ protocol: 'grpc', lastsSeconds: 60, messages }), 1000)
  const [ended] = held.advance(random, 60, 1)
  expect(ended?.count).toBeGreaterThan(500)
  expect(flow.row.requests).toBe(0)
  expect(flow.row.responseMessages / (1000 * 60 * (1 - Math.exp(-1)))).toBeCloseTo(1, 1)
})
