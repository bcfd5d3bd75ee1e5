// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { Warnings } from './warnings'

afterEach(cleanup)

const since = Date.UTC(2026, 10, 23, 9, 30, 38)
const warningOf = (kind: string) => ({
  code: 'kubernetes-unreachable',
  title: `Kubernetes cannot be reached: ${kind}`,
  detail: `Since ${new Date(since).toISOString()}.`,
})

test('says since when by the clock of the reader', async () => {
  render(<Warnings warnings={[warningOf('pods')]} />)
  await screen.findByText(`Since ${formatClockWithSeconds(since)}.`)
})

test('keeps all but two out of the way of the picture', () => {
  const kinds = ['pods', 'services', 'deployments', 'VirtualServices']
  render(<Warnings warnings={kinds.map(warningOf)} />)
  const folded = screen.getByRole('group')
  expect(folded.textContent).toMatch(/^and 2 more.*deployments.*VirtualServices/)
  expect(folded.textContent).not.toContain('pods')
})
