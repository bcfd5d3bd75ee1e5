import { describe, expect, test } from 'vitest'
import type { FailureReport, PairReport } from './observation'
import { type VerifyFacts, verify } from './verify'

const web = { namespace: 'shop', name: 'web' }
const orders = { namespace: 'orders', name: 'orders' }

const failure: FailureReport = {
  source: web,
  destination: orders,
  service: null,
  code: '503',
  flags: 'UC',
  reportedBy: 'source',
  perSecond: null,
  count: 60,
  lastSeenAt: null,
}
const plaintext: PairReport = {
  source: null,
  destination: orders,
  service: null,
  counted: 'requests',
  policy: 'none',
  perSecond: 2,
  principal: null,
}
const quiet: VerifyFacts = {
  since: 0,
  now: 60_000,
  newestScrape: 55_000,
  failing: [],
  failedBefore: [],
  secondsBefore: 300,
  plaintextBefore: [],
  plaintextNow: [],
  lastSeen: new Map(),
  candidatesOf: () => [],
}
const refused = { ...failure, source: web, refused: true, sentence: '' }

describe('after a change', () => {
  test('nothing is said before a proxy was scraped', () => {
    const early = verify({ ...quiet, newestScrape: -1, failing: [refused] })
    expect(early).toMatchObject({ state: 'too-early', failures: [], countedFrom: null })
  })

  test('new failures are trouble', () => {
    const told = verify({ ...quiet, failing: [refused] })
    expect(told).toMatchObject({ state: 'trouble', failures: [{ count: 60, before: 0 }] })
    expect(told.sentence).toBe('Since the change, 60 s ago, 1 caller fails.')
  })

  test.each([
    ['as many as before', 1, 'quiet'],
    ['twice as many', 0.5, 'trouble'],
  ])('%s', (_, perSecond, state) => {
    const failedBefore = [{ ...failure, count: null, perSecond }]
    expect(verify({ ...quiet, failing: [refused], failedBefore }).state).toBe(state)
  })

  test.each([
    ['2 in 89 s where 4 in 300 s were usual', 89, 2, 4 / 300, []],
    ['3 in a minute where there were none', 60, 3, 0, []],
    ['4 in a minute where there were none', 60, 4, 0, [4]],
    ['30 in a minute where 4 in 300 s were usual', 60, 30, 4 / 300, [30]],
    ['40 % more of many', 300, 1400, 1000 / 300, []],
    ['60 % more of many', 300, 1600, 1000 / 300, [1600]],
  ])('a caller that nothing refuses: %s', (_, seconds, count, perSecond, told) => {
    const failing = [{ ...refused, refused: false, count }]
    const failedBefore = [{ ...failure, count: null, perSecond }]
    const { failures } = verify({ ...quiet, now: seconds * 1000, failing, failedBefore })
    expect(failures.map((one) => one.count)).toEqual(told)
  })

  test('one that is refused is told by its first failure', () => {
    expect(verify({ ...quiet, failing: [{ ...refused, count: 1 }] }).failures).toHaveLength(1)
  })

  test('a client without a proxy that has stopped is told, with when it was last seen', () => {
    const told = verify({
      ...quiet,
      plaintextBefore: [plaintext],
      lastSeen: new Map([['unknown>orders/orders', 5_000]]),
    })
    expect(told).toMatchObject({ state: 'trouble', stopped: [{ before: 2, lastSeenAt: 5_000 }] })
  })

  test('one that fails now is told as failing, and not as stopped besides', () => {
    const told = verify({
      ...quiet,
      failing: [refused],
      plaintextBefore: [{ ...plaintext, source: web }],
    })
    expect(told).toMatchObject({ failures: [{ source: web }], stopped: [] })
  })

  test('one that goes on is not', () => {
    const still = { ...quiet, plaintextBefore: [plaintext], plaintextNow: [plaintext] }
    expect(verify(still).state).toBe('quiet')
  })
})
