import { describe, expect, test } from 'vitest'
import type { Scope } from './counting-rule'
import { latencyBuckets, requests, scrapes, security, volumes } from './istio-metrics'

const everywhere: Scope = { namespaces: [], windowSeconds: 300 }
const inShop: Scope = { namespaces: ['cart', 'shop'], windowSeconds: 60 }

/** The query without the labels that it is summed by, which are long and the same everywhere. */
const bare = (query: string | undefined) => query?.replace(/sum by \([^)]*\)/g, 'sum')

/** How often a question divides: a division of each series is a sixth of what it costs. */
const divisions = (query: string) => query.split(' / ').length - 1

test.each([
  ...requests(everywhere),
  volumes(everywhere, { bytes: true }),
  latencyBuckets('workload', everywhere),
  security('workload', everywhere),
])('a rate is divided once, after the sum: $query', ({ query }) => {
  expect(divisions(query)).toBe(1)
  expect(query.endsWith(' / 300)')).toBe(true)
})

describe('requests', () => {
  const [atSource, atDestination] = requests(everywhere).map(({ query }) => bare(query))
  const pair =
    'source_workload_namespace,source_workload,destination_workload_namespace,destination_workload'

  test('count the waypoint’s report, else the source’s', () => {
    expect(atSource).toBe(
      `(((sum ((increase(istio_requests_total{reporter="source"}[300s]) unless on (${pair}) (increase(istio_requests_total{reporter="waypoint"}[300s]) > 0)) or increase(istio_requests_total{reporter="waypoint"}[300s])) > 0)) / 300)`,
    )
  })

  test('else the destination’s, of pairs that nobody else reports', () => {
    expect(atDestination).toBe(
      `(((sum ((increase(istio_requests_total{reporter="destination"}[300s]) unless on (${pair}) (increase(istio_requests_total{reporter=~"source|waypoint"}[300s]) > 0))) > 0)) / 300)`,
    )
  })

  test('of some namespaces are those of calls that touch them, each once', () => {
    const text = requests(inShop)[0]?.query ?? ''
    const [, ...calls] = text.split('increase(istio_requests_total{reporter="source",')
    expect(calls.map((call) => call.split('}')[0])).toEqual([
      'source_workload_namespace=~"cart|shop"',
      'source_workload_namespace!~"cart|shop",destination_workload_namespace=~"cart|shop"',
      'source_workload_namespace!~"cart|shop",destination_workload_namespace!~"cart|shop",destination_service_namespace=~"cart|shop"',
    ])
  })
})

test('a graph asks six questions at most, whatever the namespaces', () => {
  for (const scope of [everywhere, inShop, { ...inShop, namespaces: Array(100).fill('shop') }]) {
    const questions = [
      ...requests(scope),
      volumes(scope, { bytes: true }),
      scrapes(scope),
      latencyBuckets('workload', scope),
      security('workload', scope),
    ]
    expect(questions).toHaveLength(6)
  }
})

test('bytes, connections and messages are one question, told apart by a label', () => {
  expect(volumes(everywhere, { bytes: false }).query.match(/"quantity", "\w+"/g)).toEqual([
    '"quantity", "sentBytes"',
    '"quantity", "receivedBytes"',
    '"quantity", "connections"',
    '"quantity", "requestMessages"',
    '"quantity", "responseMessages"',
  ])
})

test('security is asked where it is measured', () => {
  const { query } = security('workload', everywhere)
  // At its source only a ztunnel tells, and only of what it did not encrypt.
  expect(query.match(/\w+\{reporter="source"[^}]*/g)).toEqual([
    'istio_tcp_connections_opened_total{reporter="source",source_region!="",connection_security_policy!="mutual_tls",destination_workload!="unknown"',
  ])
})

test('what joins known edges carries the labels of the view and no more', () => {
  expect(latencyBuckets('namespace', everywhere).groupLabels).toEqual([
    'reporter',
    'request_protocol',
    'source_cluster',
    'source_workload_namespace',
    'destination_cluster',
    'destination_workload_namespace',
    'destination_service',
    'destination_service_name',
  ])
})

test('empty buckets are kept: the first full one begins where they end', () => {
  expect(latencyBuckets('workload', everywhere).query).toMatch(/^\(\(sum by /)
})

test('bytes of HTTP are asked only when they are shown', () => {
  expect(volumes(everywhere, { bytes: false }).query).not.toContain('istio_request_bytes')
  expect(volumes(everywhere, { bytes: true }).query).toContain('istio_response_bytes_sum')
})

test('what a window would cost is asked only of long ones', () => {
  expect(scrapes().query).not.toContain('istio_requests_total')
  expect(scrapes(inShop).query).toContain(
    'count(istio_requests_total{source_workload_namespace=~"cart|shop"} or ',
  )
})

test('a proxy that is scraped twice is counted once, wherever its metrics are read', () => {
  const twice = { ...everywhere, isTwice: true }
  for (const { query } of [
    ...requests(twice),
    volumes(twice, { bytes: true }),
    latencyBuckets('workload', twice),
    security('workload', twice),
  ])
    for (const [, before = ''] of query.matchAll(/([^ ]{0,60})increase\(/g))
      expect(before).toMatch(/label_replace\($/)
  expect(requests(twice)[0]?.query).toContain('max without (instance,job,')
})
