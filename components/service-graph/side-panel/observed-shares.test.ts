import { expect, test } from 'vitest'
import type { GraphNode } from '@/lib/domain/service-graph/graph'
import { call, requests, workload } from '../graph.fixtures'
import { observedShare, type Split } from './observed-shares'

const toVersion2 = { host: 'reviews', subset: 'v2', weight: 20, share: 0.2 }
const split: Split = {
  kind: 'trafficSplit',
  virtualService: { namespace: 'default', name: 'reviews' },
  destinations: [{ host: 'reviews', subset: 'v1', weight: 80, share: 0.8 }, toVersion2],
}
const marked = { marks: [split] }
const v1 = workload('reviews-v1', { received: requests(30), ...marked })
const v2 = workload('reviews-v2', { received: requests(10), ...marked })
const view = 'workload' as const

test('without service nodes, the share is among those that carry the route’s mark', () => {
  const graph = {
    view,
    nodes: [v1, v2, workload('ratings-v1', { received: requests(60) })],
    edges: [],
  }
  expect(observedShare(toVersion2, { node: v1, split, graph })).toBe(0.25)
})

test('behind a service node, the share is of what that service received', () => {
  const service: GraphNode = {
    ...v1,
    kind: 'service',
    id: 'service',
    name: 'reviews',
    version: null,
  }
  const edges = [call(service, v1, requests(6)), call(service, v2, requests(4))]
  const graph = { view, nodes: [service, v1, v2], edges }
  expect(observedShare(toVersion2, { node: service, split, graph })).toBe(0.4)
})

test('a destination that nothing on screen stands for has no share, rather than none of it', () => {
  const graph = { view, nodes: [v1], edges: [] }
  expect(observedShare(toVersion2, { node: v1, split, graph })).toBeNull()
})
