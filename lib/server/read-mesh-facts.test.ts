import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CachedKind } from '../kubernetes/kind-store'
import { type KindName, kindNames } from '../kubernetes/kinds'
import type { WatchCache } from '../kubernetes/watch-cache'
import { readMeshFactsOf } from './read-mesh-facts'

const noon = Date.parse('2026-11-22T12:00:00Z')

beforeEach(() => vi.useFakeTimers({ now: noon, toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

type Fake = Partial<Record<KindName, Partial<CachedKind<unknown>>>>

const synced: CachedKind<unknown> = {
  status: 'synced',
  since: noon,
  objects: new Map(),
  known: true,
  unreadable: 0,
}

/** A cache that has been running for a minute. */
const cacheOf = (all: Partial<CachedKind<unknown>>, some: Fake = {}): WatchCache => ({
  // Only what a test looks at is in the fake objects.
  read: (name) => ({ ...synced, ...all, ...some[name] }) as never,
  version: () => 1,
  onChange: () => () => undefined,
  startedAt: noon - 60_000,
  settled: Promise.resolve(),
  close: () => undefined,
})

const { signal } = new AbortController()
const read = (cache: WatchCache) => readMeshFactsOf(cache, signal)

describe('what the mesh looks like', () => {
  test('has a route for each http route of a VirtualService', async () => {
    const destinations = [{ host: 'reviews', subset: 'v1', weight: 80 }]
    const reviews = { namespace: 'default', name: 'reviews', hosts: ['reviews'], managers: [] }
    const objects = new Map([
      ['default/reviews', { ...reviews, http: [{ destinations }, { destinations }] }],
    ])
    const { facts, warnings } = await read(cacheOf({}, { virtualServices: { objects } }))
    const route = { namespace: 'default', name: 'reviews', hosts: ['reviews'], destinations }
    expect(facts).toMatchObject({ routes: [route, route], complete: true })
    expect(warnings).toEqual([])
  })

  test('is worked out once as long as nothing changes', async () => {
    let version = 1
    const cache = { ...cacheOf({}), version: () => version }
    const first = await read(cache)
    expect((await read(cache)).facts).toBe(first.facts)
    version = 2
    expect((await read(cache)).facts).not.toBe(first.facts)
  })

  test('is complete without Istio’s kinds, and incomplete where a list was never read', async () => {
    const absent = cacheOf({}, { virtualServices: { status: 'absent' } })
    expect((await read(absent)).facts.complete).toBe(true)
    const forbidden = cacheOf({}, { pods: { status: 'forbidden', known: false } })
    expect((await read(forbidden)).facts.complete).toBe(false)
  })
})

describe('what is missing is said', () => {
  test('once, when all of Kubernetes is down, with the time since when', async () => {
    const { warnings } = await read(cacheOf({ status: 'unreachable', known: false }))
    expect(warnings).toEqual([
      {
        code: 'kubernetes-unreachable',
        title: 'Kubernetes cannot be reached',
        detail:
          'Since 2026-11-22T12:00:00.000Z. Idle workloads, marks and traffic splits are missing.',
      },
    ])
  })

  test('once also where Istio’s kinds were absent before', async () => {
    const down = cacheOf({ status: 'unreachable' }, { virtualServices: { status: 'absent' } })
    expect((await read(down)).warnings).toMatchObject([{ code: 'kubernetes-unreachable' }])
  })

  test('as old, not as missing, when it had been read before', async () => {
    const { warnings } = await read(cacheOf({ status: 'unreachable', known: true }))
    expect(warnings[0]?.detail).toMatch(/are shown as they were before/)
  })

  test('for each kind that may not be read', async () => {
    const forbidden = { status: 'forbidden', known: false } as const
    const { warnings } = await read(cacheOf({}, { pods: forbidden, deployments: forbidden }))
    expect(warnings).toMatchObject([
      { code: 'kubernetes-forbidden', title: 'Kubernetes does not allow this: pods' },
      { code: 'kubernetes-forbidden', title: 'Kubernetes does not allow this: deployments' },
    ])
  })

  test.each([
    [
      'no kubeconfig',
      { status: 'unconfigured' },
      'kubernetes-unconfigured',
      'Kubernetes is not configured',
    ],
    [
      'an expired token',
      { status: 'unauthorized' },
      'kubernetes-unauthorized',
      'Kubernetes does not accept our credentials',
    ],
    [
      'the first moments',
      { status: 'loading' },
      'kubernetes-loading',
      'Kubernetes has not answered yet',
    ],
  ] as const)('%s', async (_, all, code, title) => {
    expect((await read(cacheOf(all))).warnings).toMatchObject([{ code, title }])
  })

  test('that Istio’s kinds are not installed', async () => {
    const cache = cacheOf({}, { virtualServices: { status: 'absent' } })
    expect((await read(cache)).warnings).toMatchObject([
      {
        code: 'kubernetes-kind-absent',
        title: 'This cluster has no VirtualServices: Istio’s kinds are not installed',
      },
    ])
  })

  test('that objects could not be read', async () => {
    const cache = cacheOf({}, { services: { unreadable: 2 } })
    expect((await read(cache)).warnings).toMatchObject([{ code: 'kubernetes-unreadable' }])
  })
})

describe('right after the start', () => {
  test('waits for the first answers', async () => {
    let settle = () => {}
    const some: Fake = Object.fromEntries(kindNames.map((name) => [name, { status: 'loading' }]))
    const settled = new Promise<void>((resolve) => {
      settle = () => {
        for (const name of kindNames) delete some[name]
        resolve()
      }
    })
    const reading = read({ ...cacheOf({}, some), startedAt: noon, settled })
    settle()
    expect((await reading).warnings).toEqual([])
  })

  test('but only for a second since then, and draws without', async () => {
    vi.setSystemTime(noon + 1_000)
    const settled = new Promise<void>(() => undefined)
    const late = { ...cacheOf({ status: 'loading', known: false }), startedAt: noon, settled }
    expect((await read(late)).facts.complete).toBe(false)
  })

  test('and not for somebody who has left', async () => {
    const settled = new Promise<void>(() => undefined)
    const leaving = new AbortController()
    const reading = readMeshFactsOf({ ...cacheOf({}), startedAt: noon, settled }, leaving.signal)
    leaving.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  })
})
