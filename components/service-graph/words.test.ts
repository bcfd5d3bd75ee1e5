import { expect, test } from 'vitest'
import type { GraphNode } from '@/lib/domain/service-graph/graph'
import { silence, workload } from './graph.fixtures'
import { nodeCaption } from './words'

type More = Extract<GraphNode, { kind: 'more' }>

const rest = (health: More['health']): More => ({
  ...{ kind: 'more', id: 'more//', cluster: null, namespace: null, count: 1480 },
  ...{ expand: 'more:30', in: silence, out: silence, health, healthReason: null },
})

test.each([
  ['healthy', 'quieter and healthy'],
  ['degraded', 'fewer errors or calls'],
  ['failing', 'fewer errors or calls'],
  ['unknown', 'quieter'],
] as const)('the rest of a large mesh that is %s is called %s', (health, words) => {
  expect(nodeCaption(rest(health))).toBe(words)
})

test('a workload is called by its version and namespace', () => {
  expect(nodeCaption(workload('reviews-v2', { namespace: 'shop' }))).toBe('v2 · shop')
})
