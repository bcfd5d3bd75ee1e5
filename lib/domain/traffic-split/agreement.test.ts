import { describe, expect, test } from 'vitest'
import { disagrees, evidenceAgainst, largestGap } from './agreement'

/** A small generator with a seed, so that a run can be had again. (mulberry32) */
function randomOf(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

function draw(shares: readonly number[], requests: number, random: () => number): number[] {
  const counts = shares.map(() => 0)
  for (let sent = 0; sent < requests; sent++) {
    let at = 0
    for (let rest = random() - (shares[0] ?? 0); rest >= 0 && at < shares.length - 1; )
      rest -= shares[++at] ?? 0
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

const add = (a: readonly number[], b: readonly number[]) =>
  a.map((count, at) => count + (b[at] ?? 0))

describe('observed and configured', () => {
  test.each([
    ['nothing seen', [0, 0], [0.5, 0.5], false],
    ['one request by a share of a half', [1, 0], [0.5, 0.5], false],
    ['about what was asked for', [4980, 5020], [0.5, 0.5], false],
    ['far from it, but hardly anything seen', [4, 0], [0.2, 0.8], false],
    ['far from it', [80, 20], [0.5, 0.5], true],
    ['less than two points off, however sure', [510_000, 490_000], [0.5, 0.5], false],
    ['something where nothing may be', [90, 10], [1, 0], true],
    ['a straggler where nothing may be', [999, 1], [1, 0], false],
    ['three ways', [600, 300, 100], [0.6, 0.3, 0.1], false],
    ['three ways, one of them wrong', [600, 100, 300], [0.6, 0.3, 0.1], true],
    ['rates that are not whole', [50.4, 49.7], [0.5, 0.5], false],
  ] as const)('%s', (_, counts, shares, verdict) => {
    expect(disagrees(counts, shares)).toBe(verdict)
  })

  test('the evidence is that of the beta-binomial law', () => {
    // Eight of ten by a half: B(9, 3) ÷ 0.5^10 = 1024 × 2! 8! ÷ 11!
    expect(Math.exp(evidenceAgainst([8, 2], [0.5, 0.5]))).toBeCloseTo(
      (1024 * 2 * 40_320) / 39_916_800,
      9,
    )
  })

  test('the gap is that of the share that is furthest off', () => {
    expect(largestGap([60, 30, 10], [0.5, 0.3, 0.2])).toBeCloseTo(0.1)
  })
})

test('200 true splits, watched for an hour every 15 seconds, raise no alarm twice in a row', () => {
  const random = randomOf(20_261_127)
  const choices = [
    [0.8, 0.2],
    [0.5, 0.5],
    [0.99, 0.01],
    [0.7, 0.2, 0.1],
    [0.95, 0.05],
  ]
  let alarms = 0
  for (let split = 0; split < 200; split++) {
    const shares = choices[split % choices.length] ?? []
    const perStep = 5 + Math.floor(random() * 120)
    let counts = shares.map(() => 0)
    let before = false
    for (let step = 0; step < 240; step++) {
      counts = add(counts, draw(shares, perStep, random))
      const now = disagrees(counts, shares)
      if (now && before) alarms++
      before = now
    }
  }
  expect(alarms).toBe(0)
})

test('a route that still sends the old shares is found out within a minute at 20 requests a second', () => {
  const random = randomOf(7)
  let found = 0
  for (let split = 0; split < 100; split++)
    if (disagrees(draw([0.8, 0.2], 1200, random), [0.5, 0.5])) found++
  expect(found).toBe(100)
})
