import { describe, expect, test } from 'vitest'
import { meaningOf, plaintextCallers, sharesOf } from './observation'

const reviews = { namespace: 'default', name: 'reviews' }
const legacy = { namespace: 'legacy', name: 'kiosk' }
const pair = { source: null, destination: reviews, service: 'default/reviews' }
const now = 1_000_000

test('requests, connections and bytes are shared apart, and nothing seen is no share', () => {
  expect(
    sharesOf([
      { counted: 'requests', policy: 'mutual_tls', perSecond: 3 },
      { counted: 'requests', policy: 'none', perSecond: 1 },
      { counted: 'connections', policy: 'unknown', perSecond: 2 },
    ]),
  ).toEqual({
    requests: { mutualTls: 0.75, plaintext: 0.25, unknown: 0 },
    connections: { mutualTls: 0, plaintext: 0, unknown: 1 },
    bytes: null,
  })
})

describe('plaintext callers', () => {
  const past = {
    ...pair,
    counted: 'requests',
    policy: 'none',
    count: 7,
    lastSeenAt: 500_000,
  } as const
  const current = { ...pair, counted: 'requests', policy: 'none', perSecond: 0.5 } as const

  test('that go on were last seen now, and keep their count', () => {
    expect(plaintextCallers([current], [past], now)).toEqual([
      { ...pair, counted: 'requests', policy: 'none', perSecond: 0.5, count: 7, lastSeenAt: now },
    ])
  })

  test('that have stopped keep the moment', () => {
    expect(plaintextCallers([], [past], now)).toMatchObject([
      { perSecond: null, count: 7, lastSeenAt: 500_000 },
    ])
  })

  test('are none of those that speak mutual TLS', () => {
    expect(plaintextCallers([{ ...current, policy: 'mutual_tls' }], [], now)).toEqual([])
  })

  test('come busiest first, and requests are not connections', () => {
    const connections = { ...current, counted: 'connections', perSecond: 2 } as const
    const callers = plaintextCallers([current, connections], [], now)
    expect(callers.map(({ counted }) => counted)).toEqual(['connections', 'requests'])
  })
})

test.each([
  ['none', null, /A caller without a proxy has no name/],
  ['none', legacy, /told its name itself/],
  ['unknown', legacy, /ztunnel looked up/],
  ['unknown', null, /no workload at this address/],
] as const)('the label %s with source %j means exactly that', (policy, source, meaning) => {
  expect(meaningOf({ policy, source })).toMatch(meaning)
})
