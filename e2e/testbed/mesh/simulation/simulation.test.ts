import { describe, expect, test } from 'vitest'
import { exposition } from '../export/exposition'
import { snapshotter } from '../export/snapshot'
import { destinationRule, pod, reviewsMesh, reviewsSubsets, virtualService } from '../fixtures'
import { type TrafficPlan, trafficPlan } from '../traffic-plan'
import { buildWorld } from '../world/world'
import { newSimulation, type Simulation } from './simulation'

const startAt = Date.UTC(2026, 10, 1)
const minute = 60_000
const day = 24 * 60 * minute

const traffic: TrafficPlan = trafficPlan.parse({
  starts: [{ from: 'default/productpage-v1', host: 'reviews', port: 9080, requestsPerSecond: 40 }],
  workloads: {
    'default/reviews-v2': { errors: [{ code: 503, share: 0.1 }], latencyMs: { median: 30 } },
  },
})

const split = (v1: number, v2: number) =>
  virtualService({
    hosts: ['reviews'],
    http: [
      {
        route: [
          { destination: { host: 'reviews', subset: 'v1' }, weight: v1 },
          { destination: { host: 'reviews', subset: 'v2' }, weight: v2 },
        ],
      },
    ],
  })

const worldWith = (...objects: Parameters<typeof virtualService>[] | object[]) =>
  buildWorld([...reviewsMesh, reviewsSubsets, ...(objects as ReturnType<typeof virtualService>[])])

const simulate = (more: Partial<Parameters<typeof newSimulation>[0]> = {}): Simulation =>
  newSimulation({ world: worldWith(split(80, 20)), traffic, seed: 1, startAt, ...more })

function requestsTo(simulation: Simulation): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { destination, requests } of simulation.ledger.rows()) {
    const workload = destination?.workload ?? 'nobody'
    totals[workload] = (totals[workload] ?? 0) + requests
  }
  return totals
}

describe('traffic', () => {
  test('follows the weights, and new weights from the next moment on', () => {
    const simulation = simulate()
    simulation.advanceTo(startAt + 10 * minute)
    const { 'reviews-v1': v1 = 0, 'reviews-v2': v2 = 0 } = requestsTo(simulation)
    expect(v2 / (v1 + v2)).toBeCloseTo(0.2, 1)

    simulation.replaceWorld(worldWith(split(0, 100)))
    simulation.advanceTo(startAt + 20 * minute)
    const after = requestsTo(simulation)
    expect(after['reviews-v1']).toBe(v1)
    expect(after['reviews-v2']).toBeGreaterThan(v2 + v1)
  })

  test('comes at the planned rate along the daily curve', () => {
    const simulation = simulate()
    for (let at = startAt; at <= startAt + day; at += 10 * minute) simulation.advanceTo(at)
    const total = Object.values(requestsTo(simulation)).reduce((sum, some) => sum + some, 0)
    expect(total / (40 * 86_400)).toBeCloseTo(1, 2)
  })

  test('is the same for the same seed and another for another', () => {
    const run = (seed: number) => {
      const simulation = simulate({ seed })
      for (let step = 1; step <= 20; step++) simulation.advanceTo(startAt + step * minute)
      return [...snapshotter(simulation)()]
    }
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })

  test('stops and goes on', () => {
    const simulation = simulate()
    simulation.setTraffic(0)
    simulation.advanceTo(startAt + minute)
    expect(simulation.ledger.rows()).toEqual([])
    simulation.setTraffic(1)
    simulation.advanceTo(startAt + 2 * minute)
    expect(simulation.ledger.rows()).not.toEqual([])
  })

  test('goes through chains of calls as often as planned', () => {
    const chain = trafficPlan.parse({
      ...traffic,
      workloads: {
        'default/reviews-v1': { calls: [{ host: 'productpage', port: 9080, perRequest: 2.5 }] },
      },
    })
    const simulation = simulate({ traffic: chain, world: worldWith(split(100, 0)) })
    simulation.advanceTo(startAt + 10 * minute)
    const { 'reviews-v1': reviews = 0, 'productpage-v1': productpage = 0 } = requestsTo(simulation)
    expect(productpage / reviews).toBeCloseTo(2.5, 1)
  })

  test('a circle of calls ends', () => {
    const circle = trafficPlan.parse({
      ...traffic,
      workloads: { 'default/reviews-v1': { calls: [{ host: 'reviews', port: 9080 }] } },
    })
    const simulation = simulate({ traffic: circle, world: worldWith(split(1, 0)) })
    simulation.advanceTo(startAt + minute)
    expect(requestsTo(simulation)['reviews-v1']).toBeGreaterThan(0)
  })

  test('leaves out a pod that keeps failing, and tries it again', () => {
    const failing = trafficPlan.parse({
      ...traffic,
      workloads: { 'default/reviews-v2': { errors: [{ code: 503, share: 1 }] } },
    })
    const watched = destinationRule({
      host: 'reviews',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: '30s' } },
    })
    const simulation = simulate({
      traffic: failing,
      world: buildWorld([...reviewsMesh, watched]),
    })
    const failedIn = (from: number, to: number) => {
      const read = () => requestsTo(simulation)['reviews-v2'] ?? 0
      simulation.advanceTo(startAt + from * 1000)
      const before = read()
      for (let at = from + 2; at <= to; at += 2) simulation.advanceTo(startAt + at * 1000)
      return read() - before
    }
    expect(failedIn(0, 4)).toBeGreaterThan(0)
    expect(failedIn(4, 28)).toBe(0)
    expect(failedIn(28, 40)).toBeGreaterThan(0)
  })

  test('an hour or a day, routes are followed once', () => {
    const simulation = simulate()
    for (let at = startAt; at <= startAt + day; at += minute) simulation.advanceTo(at)
    expect(simulation.resolvedCalls()).toBeLessThan(5)
  })
})

describe('what is exported', () => {
  const counted = (simulation: Simulation, name: string, reporter: string) =>
    [...snapshotter(simulation)()]
      .filter((series) => series.name === name && series.labels.reporter === reporter)
      .reduce((sum, { value }) => sum + value, 0)

  test('is exactly what the ledger says, by reporter, code and workload', () => {
    const simulation = simulate()
    for (let step = 1; step <= 100; step++) simulation.advanceTo(startAt + step * minute)
    const exported = [...snapshotter(simulation)()]
      .filter(({ name }) => name === 'istio_requests_total')
      .map(({ labels, value }) => [
        labels.reporter,
        labels.source_workload,
        labels.destination_workload,
        labels.response_code,
        value,
      ])
    const written = simulation.ledger
      .rows()
      .flatMap(({ source, destination, code, requests }) =>
        ['source', 'destination'].map((reporter) => [
          reporter,
          source.workload,
          destination?.workload,
          code,
          requests,
        ]),
      )
    expect(exported.sort()).toEqual(written.sort())
  })

  test('counts each request in every histogram', () => {
    const simulation = simulate()
    for (let step = 1; step <= 20; step++) simulation.advanceTo(startAt + step * minute)
    for (const reporter of ['source', 'destination']) {
      const requests = counted(simulation, 'istio_requests_total', reporter)
      for (const name of [
        'istio_request_duration_milliseconds_count',
        'istio_request_bytes_count',
        'istio_response_bytes_count',
      ]) {
        expect([reporter, name, counted(simulation, name, reporter)]).toEqual([
          reporter,
          name,
          requests,
        ])
      }
    }
  })

  test('no caller sees a call as faster than the callee does', () => {
    const simulation = simulate()
    simulation.advanceTo(startAt + 60 * minute)
    const buckets = [...snapshotter(simulation)()].filter(({ name }) =>
      name.endsWith('milliseconds_bucket'),
    )
    const below = (reporter: string, workload: string, le: string) =>
      buckets
        .filter(({ labels }) => labels.reporter === reporter && labels.le === le)
        .filter(({ labels }) => labels.destination_workload === workload)
        .reduce((sum, { value }) => sum + value, 0)
    for (const le of ['5', '10', '25', '50', '100']) {
      for (const workload of ['reviews-v1', 'reviews-v2']) {
        expect(below('source', workload, le)).toBeLessThanOrEqual(
          below('destination', workload, le),
        )
      }
    }
  })

  test('a big mesh can do without histograms', () => {
    const simulation = simulate({ metrics: 'requests' })
    simulation.advanceTo(startAt + minute)
    const names = new Set([...snapshotter(simulation)()].map(({ name }) => name))
    expect(names).toEqual(new Set(['istio_build', 'istio_requests_total']))
  })

  test('labels of a series are one object for its whole life, and none is empty', () => {
    const simulation = simulate()
    const snapshot = snapshotter(simulation)
    simulation.advanceTo(startAt + minute)
    const before = [...snapshot()]
    simulation.advanceTo(startAt + 2 * minute)
    const after = new Set([...snapshot()].map(({ labels }) => labels))
    expect(before.every(({ labels }) => after.has(labels))).toBe(true)
    expect(before.some(({ labels }) => Object.values(labels).includes(''))).toBe(false)
  })

  test('a pod that goes takes its counters along, a new one starts at zero', () => {
    const simulation = simulate()
    simulation.advanceTo(startAt + minute)
    const [key = ''] = [...simulation.proxies.keys()].filter((name) => name.includes('productpage'))
    const others = reviewsMesh.filter(({ metadata }) => metadata.name !== 'productpage-v1-abc-1')
    simulation.replaceWorld(buildWorld(others))
    expect(simulation.proxies.has(key)).toBe(false)

    const reborn = pod('productpage-v1', { labels: { app: 'productpage', version: 'v1' } })
    simulation.replaceWorld(buildWorld([...others, reborn]))
    const proxy = simulation.proxies.get(key)
    expect(proxy && exposition(proxy)).not.toContain('istio_requests_total')
    simulation.advanceTo(startAt + 2 * minute)
    expect(proxy && exposition(proxy)).toContain('istio_requests_total')
  })
})
