import { expect, test } from 'vitest'
import { mostPerPod, splitConnections, splitLatency, splitRequests } from './split-metrics'

const scope = { namespaces: ['shop'], windowSeconds: 300 }

test('requests are counted by the rule of the graph, in one question with what became of them', () => {
  const { query, labels } = splitRequests(scope)
  expect(labels).toEqual(['response_code', 'grpc_response_status', 'response_flags'])
  for (const part of [
    'reporter="source"',
    'reporter="waypoint"',
    'reporter="destination"',
    '[300s]',
    ') > 0',
  ])
    expect(query).toContain(part)
})

test('TCP is counted in connections', () => {
  expect(splitConnections(scope).query).toMatch(
    /istio_tcp_connections_opened_total.*"quantity", "connections"/,
  )
})

test('latency is asked for only of the services that are split, and names are never syntax', () => {
  const services = [
    { namespace: 'shop', name: 'cart' },
    { namespace: 'shop', name: 'a.b"}' },
  ]
  const { query } = splitLatency(services, { windowSeconds: 60 })
  expect(query).toContain('destination_service_name=~"a\\\\.b\\"\\\\}|cart"')
  expect(query).toContain('destination_service_namespace=~"shop"')
})

test('a pod’s most of the last day is looked for proxy by proxy', () => {
  const { query } = mostPerPod([{ namespace: 'shop', name: 'cart-v2' }])
  expect(query).toMatch(
    /^\(\(max_over_time\(\(max by \(destination_workload_namespace,destination_workload\) \(sum by \(.*,instance\)/,
  )
  expect(query).toContain('[86400s:300s]')
})
