import { describe, expect, test } from 'vitest'
import { seededRandom } from '../draw/random'
import { podOf, worldOf } from '../fixtures'
import type { OutlierDetection } from '../resolve/fate'
import { newEjections, rowLikelihood, type Suspect } from './ejections'

const world = worldOf()
const client = podOf(world, 'productpage-v1')
const server = podOf(world, 'reviews-v1')
const other = podOf(world, 'reviews-v2')

const outliers: OutlierDetection = {
  consecutive5xx: 5,
  consecutiveGatewayErrors: 0,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionPercent: 10,
}

const failing = (more: Partial<Suspect> = {}): Suspect => ({
  client,
  server,
  outliers,
  share: 1,
  serverErrors: 1,
  gatewayErrors: 0,
  servers: 1,
  ...more,
})

describe('errors in a row', () => {
  test.each([
    ['too few calls for such a row', 1, 5, 4, 0],
    ['nothing but errors', 1, 5, 5, 1],
    ['no row asked for', 1, 0, 1000, 0],
    ['no errors', 0, 5, 1000, 0],
  ])('%s', (_, errorShare, inRow, count, expected) => {
    expect(rowLikelihood(errorShare, inRow, count)).toBe(expected)
  })

  test('are as likely as draws one by one show', () => {
    const random = seededRandom(3)
    const [errorShare, inRow, count, rounds] = [0.4, 4, 60, 4000]
    let seen = 0
    for (let round = 0; round < rounds; round++) {
      let row = 0
      let isSeen = false
      for (let call = 0; call < count; call++) {
        row = random() < errorShare ? row + 1 : 0
        isSeen ||= row >= inRow
      }
      if (isSeen) seen++
    }
    expect(Math.abs(rowLikelihood(errorShare, inRow, count) - seen / rounds)).toBeLessThan(0.1)
  })
})

describe('a client’s proxy', () => {
  test('leaves out who keeps failing, longer every time, and takes them back', () => {
    const ejections = newEjections()
    const random = seededRandom(1)
    expect(ejections.suspect(random, failing(), 100, 0)).toBe(true)
    expect([...ejections.ejected(client)]).toEqual([server.key])
    expect(ejections.advanceTo(29_000)).toBe(false)
    expect(ejections.advanceTo(30_000)).toBe(true)
    expect(ejections.ejected(client).size).toBe(0)

    ejections.suspect(random, failing(), 100, 40_000)
    expect(ejections.advanceTo(99_000)).toBe(false)
    expect(ejections.advanceTo(100_000)).toBe(true)
  })

  test('leaves out one at most, where a tenth of a few is less', () => {
    const ejections = newEjections()
    const random = seededRandom(1)
    ejections.suspect(random, failing({ servers: 3 }), 100, 0)
    expect(ejections.suspect(random, failing({ servers: 3, server: other }), 100, 0)).toBe(false)
    const half = { ...outliers, maxEjectionPercent: 70 }
    const more = failing({ servers: 3, server: other, outliers: half })
    expect(ejections.suspect(random, more, 100, 0)).toBe(true)
  })

  test('knows nothing of what another has seen', () => {
    const ejections = newEjections()
    ejections.suspect(seededRandom(1), failing(), 100, 0)
    expect(ejections.ejected(other).size).toBe(0)
  })

  test('counts gateway errors apart', () => {
    const ejections = newEjections()
    const only = { ...outliers, consecutive5xx: 0, consecutiveGatewayErrors: 5 }
    const random = seededRandom(1)
    expect(ejections.suspect(random, failing({ outliers: only }), 100, 0)).toBe(false)
    const gateway = failing({ outliers: only, gatewayErrors: 1 })
    expect(ejections.suspect(random, gateway, 100, 0)).toBe(true)
  })
})
