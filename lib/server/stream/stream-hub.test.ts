import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KindChange } from '../../kubernetes/watch-cache'
import { createHub, type HubEvent } from './stream-hub'

const noon = Date.UTC(2026, 10, 23, 12, 0, 1)
beforeEach(() => vi.useFakeTimers({ now: noon }))
afterEach(() => vi.useRealTimers())

function world() {
  let change = (_: KindChange) => {}
  let watching = 0
  const hub = createHub({
    now: Date.now,
    watch: (onChange) => {
      change = onChange
      watching += 1
      return () => {
        watching -= 1
      }
    },
  })
  const heard: HubEvent[] = []
  const leave = hub.listen((event) => heard.push(event))
  return {
    hub,
    heard,
    leave,
    change: (one: KindChange) => change(one),
    watching: () => watching,
    topicsHeard: () =>
      heard.flatMap((event) => (event.kind === 'changed' ? [[...event.changes.keys()]] : [])),
  }
}

test('the beat falls on whole five seconds', () => {
  const { heard } = world()
  vi.advanceTimersByTime(10_000)
  expect(heard).toEqual([
    { kind: 'tick', at: noon + 4_000 },
    { kind: 'tick', at: noon + 9_000 },
  ])
})

test('a changed route is told at once, several changes together, with what they are', () => {
  const { heard, change } = world()
  const inShop = { kind: 'virtualServices', namespace: 'shop' } as const
  const inBank = { kind: 'virtualServices', namespace: 'bank' } as const
  for (const one of [inShop, inBank, inShop]) change(one)
  expect(heard).toEqual([])
  vi.advanceTimersByTime(200)
  expect(heard).toEqual([
    {
      kind: 'changed',
      changes: new Map(['graph', 'splits', 'config'].map((topic) => [topic, [inShop, inBank]])),
    },
  ])
})

test('pods come and go with the beat', () => {
  const { topicsHeard, change } = world()
  change({ kind: 'pods', namespace: 'shop' })
  vi.advanceTimersByTime(3_000)
  expect(topicsHeard()).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(topicsHeard()).toEqual([['graph', 'splits', 'mtls']])
})

test('nothing is watched and no timer runs once the last one has left', () => {
  const { hub, leave, watching, change, heard } = world()
  const leaveToo = hub.listen(() => undefined)
  expect(watching()).toBe(1)
  leave()
  expect(watching()).toBe(1)
  change({ kind: 'virtualServices', namespace: 'shop' })
  leaveToo()
  expect(watching()).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  expect(heard).toEqual([])
})

test('one who leaves twice takes nobody else along', () => {
  const { hub, leave, watching } = world()
  hub.listen(() => undefined)
  leave()
  leave()
  expect(watching()).toBe(1)
})

test('at the end who listens is told, and who comes later can know', () => {
  const { hub, heard } = world()
  expect(hub.hasEnded()).toBe(false)
  hub.end()
  expect(heard).toEqual([{ kind: 'end' }])
  expect(hub.hasEnded()).toBe(true)
})
