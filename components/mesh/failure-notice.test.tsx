// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { ProblemError } from '@/lib/queries/fetch-json'
import { FailureBanner, FailureNotice } from './failure-notice'

const since = Date.UTC(2026, 10, 23, 9, 30, 31)
const observedAt = since - 7000
const error = new ProblemError({ title: 'Prometheus cannot be reached', status: 503 })
const failure = { error, since }
const onRetry = vi.fn()

afterEach(() => {
  cleanup()
  onRetry.mockClear()
})

const openBanner = (isEarlier: boolean) => {
  render(
    <FailureBanner
      answer={{
        shown: { reply: { observedAt }, question: null },
        isEarlier,
        failure,
        retry: onRetry,
      }}
    />,
  )
  return screen.getByRole('alert')
}

test('above a picture it says what failed, since when, and from when the picture is', () => {
  const { textContent } = openBanner(false)
  expect(textContent).toContain(
    `Prometheus cannot be reached since ${formatClockWithSeconds(since)}. ` +
      `This is the picture of ${formatClockWithSeconds(observedAt)}; the next attempt`,
  )
})

test('says that the picture is not the one that was asked for last', () => {
  expect(openBanner(true).textContent).toContain(', from before your last change;')
})

test('without a picture it says what to do about it', async () => {
  render(<FailureNotice failure={failure} onRetry={onRetry} />)
  const { textContent } = screen.getByRole('alert')
  expect(textContent).toContain('BINNACLE_PROMETHEUS_URL')
  expect(textContent).toContain(`Since ${formatClockWithSeconds(since)}`)
  await userEvent.click(screen.getByRole('button', { name: 'Try now' }))
  expect(onRetry).toHaveBeenCalledOnce()
})

test('who has been signed out is told so in one place, and no picture is taken away', () => {
  const out = new ProblemError({ title: 'Signed out', status: 401, code: 'not-signed-in' })
  const shown = { reply: { observedAt }, question: null }
  const answer = { shown, isEarlier: false, failure: { error: out, since }, retry: onRetry }
  render(<FailureBanner answer={answer} />)
  expect(screen.queryByRole('alert')).toBeNull()
  render(<FailureNotice failure={answer.failure} onRetry={onRetry} />)
  expect(screen.getByRole('alert').textContent).not.toContain('Reload')
})
