import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deadline } from './deadline'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('is over when its time is, as a time-out', () => {
  const signal = deadline(new AbortController().signal, 1000)
  vi.advanceTimersByTime(999)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})

test('is over with the signal that it was given, for that one’s reason', () => {
  const leaving = new AbortController()
  const signal = deadline(leaving.signal, 1000)
  leaving.abort('left')
  expect(signal.reason).toBe('left')
})
