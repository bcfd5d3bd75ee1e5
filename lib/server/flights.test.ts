import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { share, slotMs, slotOf } from './flights'

/** A store that counts what it is asked, and answers when the test says so. */
function store() {
  const asked: AbortSignal[] = []
  let answer: (text: string) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const ask = (signal: AbortSignal) => {
    asked.push(signal)
    return new Promise<string>((resolve, reject) => {
      answer = resolve
      fail = reject
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  return { asked, ask, answer: (text: string) => answer(text), fail: (e: Error) => fail(e) }
}

const patient = () => new AbortController().signal
let key = ''
let count = 0

beforeEach(() => {
  key = `question ${++count}`
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('the same question', () => {
  test('asked by many at once is asked once', async () => {
    const { ask, asked, answer } = store()
    const all = [1, 2, 3].map(() => share(key, patient(), ask))
    answer('graph')
    expect(await Promise.all(all)).toEqual(['graph', 'graph', 'graph'])
    expect(asked).toHaveLength(1)
  })

  test('is answered from the same slot without asking again, and asked again after it', async () => {
    const { ask, asked, answer } = store()
    const first = share(key, patient(), ask)
    answer('graph')
    await first
    vi.advanceTimersByTime(slotMs - 1)
    expect(await share(key, patient(), ask)).toBe('graph')
    expect(asked).toHaveLength(1)
    vi.advanceTimersByTime(1)
    const later = share(key, patient(), ask)
    answer('newer graph')
    expect(await later).toBe('newer graph')
    expect(asked).toHaveLength(2)
  })

  test('is another one under another key', async () => {
    const { ask, asked } = store()
    void share(key, patient(), ask).catch(() => {})
    void share(`${key} at another time`, patient(), ask).catch(() => {})
    expect(asked).toHaveLength(2)
  })
})

describe('who leaves', () => {
  test('leaves the others waiting for their answer', async () => {
    const { ask, asked, answer } = store()
    const impatient = new AbortController()
    const left = share(key, impatient.signal, ask)
    const stayed = share(key, patient(), ask)
    impatient.abort(new Error('closed the tab'))
    await expect(left).rejects.toThrow('closed the tab')
    expect(asked[0]?.aborted).toBe(false)
    answer('graph')
    expect(await stayed).toBe('graph')
  })

  test('as the last one cancels the question, and the next to ask asks anew', async () => {
    const { ask, asked, answer } = store()
    const leavers = [new AbortController(), new AbortController()]
    const left = leavers.map(({ signal }) => share(key, signal, ask))
    leavers[0]?.abort(new Error('gone'))
    expect(asked[0]?.aborted).toBe(false)
    leavers[1]?.abort(new Error('gone'))
    expect(asked[0]?.aborted).toBe(true)
    await expect(Promise.all(left)).rejects.toThrow('gone')
    const next = share(key, patient(), ask)
    answer('graph')
    expect(await next).toBe('graph')
    expect(asked).toHaveLength(2)
  })

  test('after the answer came disturbs nobody', async () => {
    const { ask, asked, answer } = store()
    const viewer = new AbortController()
    const first = share(key, viewer.signal, ask)
    answer('graph')
    await first
    viewer.abort()
    expect(asked[0]?.aborted).toBe(false)
    expect(await share(key, patient(), ask)).toBe('graph')
  })

  test('before asking asks nothing', async () => {
    const { ask, asked } = store()
    const left = share(key, AbortSignal.abort(new Error('gone')), ask)
    await expect(left).rejects.toThrow('gone')
    expect(asked).toHaveLength(0)
  })
})

test('a failure reaches all who wait and is not kept', async () => {
  const { ask, asked, fail, answer } = store()
  const all = [share(key, patient(), ask), share(key, patient(), ask)]
  const settled = Promise.allSettled(all)
  fail(new Error('refused'))
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const next = share(key, patient(), ask)
  answer('graph')
  expect(await next).toBe('graph')
  expect(asked).toHaveLength(2)
})

test('all moments of a slot are one', () => {
  vi.setSystemTime(1_790_000_600_000)
  expect(slotOf(1_790_000_004_999)).toBe(1_790_000_000_000)
  expect(slotOf(1_790_000_005_000)).toBe(1_790_000_005_000)
})

test('now, and what is still to come, is the slot that has begun', () => {
  vi.setSystemTime(1_790_000_007_000)
  expect(slotOf(undefined)).toBe(1_790_000_005_000)
  expect(slotOf(1_790_000_600_000)).toBe(1_790_000_005_000)
})
