import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newDebounce } from './debounce'

const act = vi.fn()
const debounce = () => newDebounce({ quiet: 100, longest: 1_000 }, act)

beforeEach(() => {
  vi.useFakeTimers()
  act.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
})

test('acts once for changes that follow each other, when it is quiet', () => {
  const { ask } = debounce()
  for (let change = 0; change < 5; change++) {
    ask()
    vi.advanceTimersByTime(99)
  }
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(act).toHaveBeenCalledTimes(1)
})

test('acts at last where it never gets quiet, and begins to wait anew', () => {
  const { ask } = debounce()
  for (let ms = 0; ms < 2_500; ms += 50) {
    ask()
    vi.advanceTimersByTime(50)
  }
  expect(act).toHaveBeenCalledTimes(2)
})

test('does not act any more once it is cancelled', () => {
  const { ask, cancel } = debounce()
  ask()
  cancel()
  vi.advanceTimersByTime(5_000)
  expect(act).not.toHaveBeenCalled()
})
