import { beforeAll, describe, expect, test } from 'vitest'
import { loadScenario } from '../../scenarios/load'
import { type Series, snapshotter } from '../export/snapshot'
import type { LedgerRow } from '../ledger'
import { worldFromManifests } from '../world-from-manifests'
import { newSimulation, type Simulation } from './simulation'

const startAt = Date.UTC(2026, 10, 1)
const minute = 60_000

let simulation: Simulation
let series: Series[]
let rows: LedgerRow[]

beforeAll(() => {
  const { manifests, traffic } = loadScenario('harbour')
  simulation = newSimulation({ world: worldFromManifests(manifests), traffic, seed: 1, startAt })
  for (let step = 1; step <= 60; step++) simulation.advanceTo(startAt + step * minute)
  series = [...snapshotter(simulation)()]
  rows = simulation.ledger.rows()
})

type Where = Readonly<Record<string, string>>

const exported = (name: string, where: Where) =>
  series
    .filter((one) => one.name === name)
    .filter(({ labels }) => Object.entries(where).every(([label, is]) => labels[label] === is))
    .reduce((sum, { value }) => sum + value, 0)

const between = (source: string, destination: string): Where => ({
  source_workload: source,
  destination_workload: destination,
})

type Count = 'requests' | 'connectionsOpened' | 'connectionsClosed' | 'receivedBytes' | 'sentBytes'

const written = (
  count: Count | 'requestMessages' | 'responseMessages',
  source: string,
  destination: string,
  kinds: readonly LedgerRow['kind'][] = ['call'],
) =>
  rows
    .filter((row) => kinds.includes(row.kind) && row.source.workload === source)
    .filter((row) => row.destination?.workload === destination)
    .reduce((sum, row) => sum + row[count], 0)

describe('what is tried again', () => {
  const pair = ['catalog-v1', 'pricing-v1'] as const

  test('is one request at the caller, and one a try at the callee', () => {
    const calls = written('requests', ...pair)
    const tries = written('requests', ...pair, ['try'])
    expect(tries / calls).toBeGreaterThan(0.1)
    const at = (reporter: string) =>
      exported('istio_requests_total', { reporter, ...between(...pair) })
    expect(at('source')).toBe(calls)
    expect(at('destination')).toBe(calls + tries)
  })

  test('fails for good where the last try does, and says that it was the last', () => {
    const failed = exported('istio_requests_total', {
      reporter: 'source',
      ...between(...pair),
      response_code: '500',
    })
    const flagged = exported('istio_requests_total', {
      reporter: 'source',
      ...between(...pair),
      response_code: '500',
      response_flags: 'URX',
    })
    expect(failed).toBeGreaterThan(0)
    expect(flagged).toBe(failed)
  })
})

test('copies of a mirror are counted by the version that gets them alone', () => {
  const copies = written('requests', 'web-v1', 'search-v2', ['mirror'])
  const at = (reporter: string) =>
    exported('istio_requests_total', { reporter, ...between('web-v1', 'search-v2') })
  expect(copies / written('requests', 'web-v1', 'search-v1')).toBeCloseTo(0.2, 1)
  expect([at('source'), at('destination')]).toEqual([0, copies])
})

describe('connections', () => {
  const pair = ['orders-v1', 'ledger-db-v15'] as const

  test.each([
    ['istio_tcp_connections_opened_total', 'connectionsOpened'],
    ['istio_tcp_connections_closed_total', 'connectionsClosed'],
    ['istio_tcp_received_bytes_total', 'receivedBytes'],
    ['istio_tcp_sent_bytes_total', 'sentBytes'],
  ] as const)('%s is the same at both ends, and what happened', (name, count) => {
    const happened = written(count, ...pair)
    expect(happened).toBeGreaterThan(0)
    for (const reporter of ['source', 'destination']) {
      expect(exported(name, { reporter, ...between(...pair) })).toBe(happened)
    }
  })

  test('some are still open, and answers weigh more than questions', () => {
    expect(written('connectionsClosed', ...pair)).toBeLessThan(
      written('connectionsOpened', ...pair),
    )
    expect(written('sentBytes', ...pair)).toBeGreaterThan(written('receivedBytes', ...pair))
  })

  test('have neither codes nor histograms', () => {
    const tcp = series.filter(({ labels }) => labels.destination_workload?.startsWith('ledger-db'))
    expect(tcp.every(({ labels }) => !('response_code' in labels))).toBe(true)
    expect(tcp.some(({ name }) => name.endsWith('_bucket'))).toBe(false)
  })

  test('leave the mesh by the name that a ServiceEntry gives, and by none', () => {
    const opened = (destination_service_name: string) =>
      exported('istio_tcp_connections_opened_total', { destination_service_name })
    expect(opened('api.cards.example')).toBeGreaterThan(0)
    expect(opened('PassthroughCluster')).toBeGreaterThan(0)
  })
})

describe('gRPC', () => {
  test('a call is a message each way, a stream is many and a request at its end', () => {
    const messages = (source: string, destination: string, name: string) =>
      exported(`istio_${name}_messages_total`, {
        reporter: 'source',
        ...between(source, destination),
      })
    const calls = written('requests', 'checkout-v1', 'orders-v1')
    expect(messages('checkout-v1', 'orders-v1', 'response')).toBe(calls)
    const streams = written('requests', 'tracking-primary', 'positions-v1')
    const many = messages('tracking-primary', 'positions-v1', 'response')
    expect(many).toBe(written('responseMessages', 'tracking-primary', 'positions-v1'))
    expect(many / streams).toBeGreaterThan(50)
  })

  test('fails with a status, whatever the code', () => {
    const failed = { ...between('checkout-v1', 'orders-v1'), grpc_response_status: '5' }
    expect(exported('istio_requests_total', { ...failed, response_code: '200' })).toBeGreaterThan(0)
    expect(exported('istio_requests_total', { ...failed, response_code: '404' })).toBe(0)
  })
})

describe('ambient', () => {
  test('requests are the waypoint’s to count, and nobody’s where there is none', () => {
    const through = exported('istio_requests_total', {
      reporter: 'waypoint',
      ...between('pilots-v1', 'berths-v1'),
    })
    expect(through).toBe(written('requests', 'pilots-v1', 'berths-v1'))
    expect(written('requests', 'moorings-v1', 'tides-v1')).toBeGreaterThan(0)
    expect(exported('istio_requests_total', between('moorings-v1', 'tides-v1'))).toBe(0)
  })

  test('bytes of requests pass the ztunnels', () => {
    const bytes = written('receivedBytes', 'moorings-v1', 'tides-v1')
    expect(written('receivedBytes', 'moorings-v1', 'tides-v1', ['leg'])).toBe(bytes)
    for (const reporter of ['source', 'destination']) {
      const where = { reporter, ...between('moorings-v1', 'tides-v1') }
      expect(exported('istio_tcp_received_bytes_total', where)).toBe(bytes)
    }
  })

  test('requests share connections', () => {
    const requests = written('requests', 'moorings-v1', 'tides-v1')
    const opened = written('connectionsOpened', 'moorings-v1', 'tides-v1', ['leg'])
    expect(opened).toBeGreaterThan(0)
    expect(opened).toBeLessThan(requests / 10)
  })
})

test('a client without a proxy that is refused leaves no metric at all', () => {
  expect(rows.some(({ source }) => source.workload === 'kiosk')).toBe(true)
  expect(series.some(({ labels }) => Object.values(labels).includes('kiosk'))).toBe(false)
  const unknown = exported('istio_requests_total', between('unknown', 'catalog-v1'))
  expect(unknown).toBe(0)
})

test('istiod and the ztunnel are scraped as what they are', () => {
  const builds = series.filter(({ name }) => name === 'istio_build').map(({ labels }) => labels)
  expect(new Set(builds.map(({ component }) => component))).toEqual(
    new Set(['proxy', 'pilot', 'ztunnel']),
  )
  expect(exported('pilot_xds', {})).toBeGreaterThan(20)
})

test('a restart begins every counter of a workload at zero again, and the ledger goes on', () => {
  const before = written('requests', 'web-v1', 'catalog-v1')
  expect(simulation.restart('storefront/web-v1')).toBe(2)
  const after = [...snapshotter(simulation)()].filter(({ labels }) =>
    labels.pod?.startsWith('web-v1'),
  )
  expect(after.filter(({ name }) => name !== 'istio_build')).toEqual([])
  simulation.advanceTo(startAt + 61 * minute)
  expect(simulation.restart('storefront/nobody')).toBe(0)
  rows = simulation.ledger.rows()
  expect(written('requests', 'web-v1', 'catalog-v1')).toBeGreaterThan(before)
})
