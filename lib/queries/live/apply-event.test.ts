import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { describe, expect, test, vi } from 'vitest'
import { applyEvent } from './apply-event'
import type { LiveEvent } from './follow-stream'
import { refreshEvery } from './refresh-every'

const questions = {
  graph: { topics: ['graph'], refreshSeconds: 15 },
  frozenGraph: {},
  splits: { topics: ['splits', 'config'] },
  series: { refreshSeconds: 60 },
} as const

/** Which of the questions are asked again. */
async function askedAfter(live: LiveEvent, isFirst = false) {
  const client = new QueryClient()
  const asked: string[] = []
  for (const [name, meta] of Object.entries(questions)) {
    const queryFn = () => {
      asked.push(name)
      return name
    }
    new QueryObserver(client, {
      queryKey: [name],
      queryFn,
      meta,
      initialData: '',
      staleTime: 60_000,
    }).subscribe(() => undefined)
  }
  await applyEvent(client, live, isFirst)
  client.clear()
  return asked
}

const at = (seconds: number): LiveEvent => ({ event: 'tick', data: { at: seconds * 1000 } })

describe('asked again', () => {
  test('after a change: what shows one of its topics', async () => {
    const changed = (...topics: ('graph' | 'splits' | 'config' | 'mtls')[]): LiveEvent => ({
      event: 'changed',
      data: { topics },
    })
    expect(await askedAfter(changed('graph', 'config'))).toEqual(['graph', 'splits'])
    expect(await askedAfter(changed('mtls'))).toEqual([])
  })

  test('at a tick: what is due, at whole multiples of its refresh', async () => {
    expect(await askedAfter(at(1_790_000_005))).toEqual([])
    expect(await askedAfter(at(1_790_000_025))).toEqual(['graph'])
    expect(await askedAfter(at(1_790_000_040))).toEqual(['graph', 'series'])
  })

  test('after a gap: all that follows changes', async () => {
    expect(await askedAfter({ event: 'opened' })).toEqual(['graph', 'splits'])
  })

  test('when the page has just come with its data: only what would not ask by itself', async () => {
    expect(await askedAfter({ event: 'opened' }, true)).toEqual(['splits'])
  })
})

test('a change cancels the question that is under way: its answer would be from before', async () => {
  const client = new QueryClient()
  const signals: AbortSignal[] = []
  const queryFn = vi.fn(({ signal }: { signal: AbortSignal }) => {
    signals.push(signal)
    return signals.length === 1 ? new Promise<string>(() => undefined) : 'new'
  })
  new QueryObserver(client, {
    queryKey: ['x'],
    queryFn,
    meta: { topics: ['graph'] },
    initialData: 'old',
  }).subscribe(() => undefined)
  await applyEvent(client, { event: 'changed', data: { topics: ['graph'] } })
  expect(signals[0]?.aborted).toBe(true)
  expect(client.getQueryData(['x'])).toBe('new')
})

describe('without the stream, a question is asked', () => {
  test.each([
    [0, 12_000, false],
    [15, 1_789_999_995_000, 16_500],
    [15, 1_789_999_996_000, 15_500],
    [5, 1_789_999_999_999, 1_501],
  ])('at multiples of %d s and a little later', (refresh, now, ms) => {
    expect(refreshEvery(refresh, now)).toBe(ms)
  })
})

test('a tick leaves the question that is under way alone: a slow answer may still come', async () => {
  const client = new QueryClient()
  const signals: AbortSignal[] = []
  const queryFn = ({ signal }: { signal: AbortSignal }) => {
    signals.push(signal)
    return new Promise<string>(() => undefined)
  }
  new QueryObserver(client, { queryKey: ['x'], queryFn, meta: { refreshSeconds: 5 } }).subscribe(
    () => undefined,
  )
  void applyEvent(client, at(1_790_000_005))
  expect(signals).toHaveLength(1)
  expect(signals[0]?.aborted).toBe(false)
  client.clear()
})
