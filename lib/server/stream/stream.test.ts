import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { topics } from '../../api/stream'
import { readableWhere } from '../../domain/readable'
import type { Viewer } from '../../identity/viewer'
import { eventStream } from './stream'
import { createHub, type HubEvent, type HubListener } from './stream-hub'

const all: Viewer = {
  user: 'alice',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const shopOnly: Viewer = { ...all, sees: { kind: 'namespaces', names: new Set(['shop']) } }

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function open(viewer = all, asked: readonly (typeof topics)[number][] = topics) {
  let listener: HubListener = () => {}
  const hub = createHub({ watch: () => () => {}, now: Date.now })
  const listen = vi.spyOn(hub, 'listen').mockImplementation((given) => {
    listener = given
    return left
  })
  const left = vi.fn(() => {
    listener = () => {}
  })
  const leaving = new AbortController()
  const reader = eventStream(hub, { topics: asked }, viewer, leaving.signal).getReader()
  const decoder = new TextDecoder()
  return {
    listen,
    left,
    leaving,
    tell: (event: HubEvent) => listener(event),
    next: async () => {
      const { value, done } = await reader.read()
      return done ? 'end' : decoder.decode(value)
    },
    cancel: () => reader.cancel(),
  }
}

const changed = (namespace: string | null): HubEvent => ({
  kind: 'changed',
  changes: new Map([['splits', [{ kind: 'virtualServices', namespace }]]]),
})

describe('a stream', () => {
  test('says something at once, and then each event by its name', async () => {
    const { next, tell } = open()
    expect(await next()).toBe(': open\n\n')
    tell({ kind: 'tick', at: 1_790_000_000_000 })
    expect(await next()).toBe('event: tick\ndata: {"at":1790000000000}\n\n')
    tell(changed('shop'))
    expect(await next()).toBe('event: changed\ndata: {"topics":["splits"]}\n\n')
  })

  test('leaves out what was not asked for', async () => {
    const { next, tell } = open(all, ['mtls'])
    await next()
    tell(changed('shop'))
    tell({ kind: 'tick', at: 5_000 })
    expect(await next()).toContain('tick')
  })

  test('tells of changes where the viewer may look, and of those that are nowhere in particular', async () => {
    const { next, tell } = open(shopOnly)
    await next()
    tell(changed('vault'))
    tell(changed('shop'))
    tell(changed(null))
    expect(await next()).toContain('splits')
    expect(await next()).toContain('splits')
    tell({ kind: 'tick', at: 5_000 })
    expect(await next()).toContain('tick')
  })
})

describe('a stream tells of changes of what its reader may read', () => {
  const routeless: Viewer = {
    ...shopOnly,
    readable: readableWhere((kind) => (kind === 'VirtualService' ? new Set() : 'everywhere')),
  }
  test.each([
    ['a route that they may not get', 'virtualServices', false],
    ['a route of another kind', 'httpRoutes', true],
    ['what runs', 'pods', true],
  ] as const)('%s', async (_, kind, isTold) => {
    const { next, tell } = open(routeless)
    await next()
    tell({ kind: 'changed', changes: new Map([['splits', [{ kind, namespace: 'shop' }]]]) })
    tell({ kind: 'tick', at: 5_000 })
    expect(await next()).toContain(isTold ? 'splits' : 'tick')
  })
})

describe('a stream ends', () => {
  test('when the process ends', async () => {
    const { next, tell, left } = open()
    await next()
    tell({ kind: 'end' })
    expect(await next()).toBe('end')
    expect(left).toHaveBeenCalledOnce()
  })

  test('when its reader leaves', async () => {
    const { next, leaving, left } = open()
    await next()
    leaving.abort()
    expect(await next()).toBe('end')
    expect(left).toHaveBeenCalledOnce()
  })

  test('when its reader reads no more', async () => {
    const { tell, next, left } = open()
    for (let at = 0; at < 100; at++) tell({ kind: 'tick', at })
    expect(left).toHaveBeenCalledOnce()
    let last = await next()
    while (last !== 'end') last = await next()
  })

  test('after five minutes, for rights to be looked at anew', async () => {
    const { next, left } = open()
    await next()
    vi.advanceTimersByTime(5 * 60_000)
    expect(await next()).toBe('end')
    expect(left).toHaveBeenCalledOnce()
  })

  test('when it is cancelled', async () => {
    const { cancel, left } = open()
    await cancel()
    expect(left).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })
})
