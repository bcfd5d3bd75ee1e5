import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeTraffic, noTraffic, trafficOf } from './traffic-of'

const codeRate = fc.record({
  code: fc.constantFrom('200', '404', '503', '0'),
  grpcStatus: fc.constantFrom(null, '0', '14'),
  flags: fc.constantFrom('-', 'UH', 'DC'),
  // Halves and quarters add up without rounding, in any order.
  requestsPerSecond: fc.integer({ min: 1, max: 1000 }).map((n) => n / 4),
})

test('merging what was added up apart is adding up all at once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(codeRate)), (parts) => {
      const apart = mergeTraffic(parts.map((part) => trafficOf(part, [])))
      expect(apart).toEqual(trafficOf(parts.flat(), []))
    }),
  )
})

test('nothing and nothing is nothing, not zero', () => {
  expect(mergeTraffic([noTraffic, trafficOf([], [])])).toEqual(noTraffic)
})

test('bytes, connections and messages add up where they were seen', () => {
  const stream = trafficOf(
    [],
    [
      { quantity: 'sentBytes', perSecond: 100 },
      { quantity: 'connections', perSecond: 2 },
    ],
  )
  const chat = { ...noTraffic, messagesPerSecond: { request: 1, response: 3 } }
  expect(mergeTraffic([stream, stream, chat, noTraffic])).toEqual({
    ...noTraffic,
    bytesPerSecond: { sent: 200, received: 0 },
    connectionsPerSecond: 4,
    messagesPerSecond: { request: 1, response: 3 },
  })
})
