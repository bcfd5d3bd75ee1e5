import { afterEach, expect, test } from 'vitest'
import { mostAtOnce, perSecond, refuseHasty } from './write-limit'

afterEach(() => {
  // Every test is a new process.
  Reflect.deleteProperty(globalThis, Symbol.for('binnacle.process-state'))
})

const noon = Date.UTC(2026, 10, 28, 12)
const writeMany = (user: string, count: number, at: number) =>
  Array.from({ length: count }, () => refuseHasty(user, at)).filter((refused) => refused !== null)

test('who writes as hands do is never held up, and who floods is told when to come again', () => {
  expect(writeMany('alice', mostAtOnce, noon)).toEqual([])
  expect(refuseHasty('alice', noon)).toMatchObject({ status: 429, retryAfterSeconds: 1 })
  expect(writeMany('alice', perSecond, noon + 1_000)).toEqual([])
  expect(refuseHasty('alice', noon + 1_000)).toMatchObject({ status: 429 })
})

test('one person’s flood holds up nobody else', () => {
  writeMany('alice', mostAtOnce + 1, noon)
  expect(refuseHasty('bob', noon)).toBeNull()
})

test('after a minute of patience all is as at the beginning, and no more than that', () => {
  writeMany('alice', mostAtOnce, noon)
  expect(writeMany('alice', mostAtOnce + 1, noon + 3_600_000)).toHaveLength(1)
})
