import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgeId, type NodeIdentity, nodeId, parseEdgeId, parseNodeId } from './ids'

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const cluster = fc.option(name)

const identity: fc.Arbitrary<NodeIdentity> = fc.oneof(
  fc.record({ kind: fc.constantFrom('workload', 'service'), cluster, namespace: name, name }),
  fc.record({ kind: fc.constant('app'), cluster, namespace: name, name, version: cluster }),
  fc.record({ kind: fc.constant('namespace'), cluster, name }),
  fc.record({
    kind: fc.constant('more' as const),
    cluster: fc.option(name),
    namespace: fc.option(name),
  }),
  fc.record({ kind: fc.constantFrom('serviceEntry', 'passthrough', 'blackHole'), host: name }),
  fc.record({
    kind: fc.constant('unknown'),
    end: fc.constantFrom('caller', 'unlabelledDestination'),
    namespace: name,
  }),
  fc.constant({ kind: 'hidden' }),
)

test('an id can be read back, whatever the names are made of', () => {
  fc.assert(
    fc.property(identity, (node) => {
      expect(parseNodeId(nodeId(node))).toEqual(node)
    }),
  )
})

test('an edge’s id too', () => {
  fc.assert(
    fc.property(identity, identity, fc.boolean(), (source, target, mirrored) => {
      const id = edgeId(nodeId(source), nodeId(target), 'grpc', mirrored)
      expect(parseEdgeId(id)).toEqual({ source, target, protocol: 'grpc', mirrored })
    }),
  )
})

test('an id reads like what it is', () => {
  const reviews = {
    kind: 'workload',
    cluster: null,
    namespace: 'default',
    name: 'reviews-v1',
  } as const
  expect(nodeId(reviews)).toBe('workload/-/default/reviews-v1')
  expect(nodeId({ ...reviews, cluster: '-' })).toBe('workload/%2D/default/reviews-v1')
})

describe('what is no id is none', () => {
  test.each([
    '',
    'workload',
    'workload/-/default',
    'workload/-/default/reviews/v1/more',
    'machine/-/default/reviews',
    'workload/-/%E0%A4%A/reviews',
    'unknown/nobody/default',
    'hidden/place',
  ])('%j', (id) => expect(parseNodeId(id)).toBeNull())

  test.each(['', 'hidden', 'hidden>hidden', 'hidden>hidden>udp', 'hidden>hidden>http>more'])(
    'edge %j',
    (id) => expect(parseEdgeId(id)).toBeNull(),
  )
})
