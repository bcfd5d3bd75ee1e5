// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { destination, route } from '@/lib/domain/traffic-split/split.fixtures'
import { detail } from './split-detail.fixtures'
import {
  answerWith,
  bar,
  moveTo50,
  open,
  plan,
  press,
  review,
  sent,
  sheet,
  weights,
} from './split-editor.fixtures'

const finding = {
  code: 'pod-load',
  severity: 'warning' as const,
  gate: 'acknowledge' as const,
  title: 'v2 would carry 10.4/s per pod',
  detail: 'At most 4.5/s in the last day.',
  evidence: [],
}

describe('a plan', () => {
  test('is asked for with what is on screen, and its verb is the button', async () => {
    answerWith({ '/plan': [{ body: { data: plan() } }] })
    open()
    await moveTo50()
    await userEvent.type(screen.getByLabelText(/Reason/), 'canary')
    await press('Review the change')
    await within(await sheet()).findByRole('button', { name: /^Move 30.% to v2$/ })
    expect(sent).toHaveBeenCalledWith('/api/v1/splits/default/VirtualService/reviews/plan', {
      uid: '5b0f',
      generation: 3,
      changes: [
        {
          route: '/spec/http/0',
          weights: [50, 50],
          seen: {
            name: null,
            match: 'every request to reviews',
            destinations: [
              { host: 'reviews', subset: 'v1', port: null },
              { host: 'reviews', subset: 'v2', port: null },
            ],
          },
        },
      ],
      reason: 'canary',
    })
  })

  test('wants its ticks before it can be applied, and sends them', async () => {
    answerWith({ '/plan': [{ body: { data: plan({ findings: [finding] }) } }] })
    open()
    const dialog = within(await review())
    const move = await dialog.findByRole('button', { name: /^Move 30/ })
    expect(move).toHaveProperty('disabled', true)
    await userEvent.click(dialog.getByRole('checkbox', { name: /I know/ }))
    await userEvent.click(move)
    expect(sent).toHaveBeenLastCalledWith(
      expect.stringMatching(/\/apply$/),
      expect.objectContaining({ planHash: 'a'.repeat(64), acknowledged: ['pod-load'] }),
    )
  })

  test('that may not be applied says why, and can still be copied', async () => {
    const applicable = { allowed: false, reason: 'Flagger steers the weights now.' }
    answerWith({ '/plan': [{ body: { data: plan({ applicable }) } }] })
    open()
    const dialog = await review()
    await within(dialog).findByText('Flagger steers the weights now.')
    expect(within(dialog).getByRole('button', { name: /^Move/ })).toHaveProperty('disabled', true)
    expect(within(dialog).getByRole('button', { name: 'Copy' })).toBeDefined()
  })

  test('that was refused says so, and the weights are kept', async () => {
    answerWith({
      '/plan': [{ status: 403, body: { title: 'You may not move this', status: 403 } }],
    })
    open()
    expect((await within(await review()).findByRole('alert')).textContent).toContain(
      'You may not move this',
    )
    await press('Back to the sliders')
    expect(weights()).toEqual([50, 50])
  })
})

describe('after the button', () => {
  const conflict = {
    title: 'Somebody has moved weights since you looked',
    status: 409,
    code: 'moved',
    moved: [{ what: 'v1', before: '80', now: '70' }],
    missing: [],
    plan: plan({ planHash: 'b'.repeat(64), generation: 4 }),
  }

  async function apply() {
    const dialog = within(await review())
    await userEvent.click(await dialog.findByRole('button', { name: /^Move 30/ }))
    return dialog
  }

  test('a written change leaves an empty draft', async () => {
    answerWith({
      '/plan': [{ body: { data: plan() } }],
      '/apply': [{ body: { data: { generation: 4, changeId: 'c', confirmedBy: 'answer' } } }],
    })
    open()
    await apply()
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(bar()).toBeNull()
  })

  test('a conflict says what moved, and goes on with the new plan when told to', async () => {
    answerWith({
      '/plan': [{ body: { data: plan() } }],
      '/apply': [{ status: 409, body: conflict }],
    })
    open()
    const dialog = await apply()
    expect((await dialog.findByRole('alert')).textContent).toContain('v1: 80 70')
    expect(dialog.getByRole('button', { name: /^Move 30/ })).toHaveProperty('disabled', true)
    await userEvent.click(dialog.getByRole('button', { name: /on top of what is there now/ }))
    await userEvent.click(dialog.getByRole('button', { name: /^Move 30/ }))
    expect(sent).toHaveBeenLastCalledWith(
      expect.stringMatching(/\/apply$/),
      expect.objectContaining({ planHash: 'b'.repeat(64), generation: 4 }),
    )
  })

  test.each([
    ['was written', [50, 50], null],
    ['was not written', [80, 20], 'nothing was written'],
  ])('a lost answer is settled by reading again: it %s', async (_, [v1, v2], words) => {
    const now = detail({
      routes: [route([destination('v1', v1 ?? 0), destination('v2', v2 ?? 0)])],
    })
    answerWith({
      '/plan': [{ body: { data: plan() } }],
      '/apply': ['lost'],
      '/reviews': [{ body: { data: now } }],
    })
    open()
    await apply()
    if (words === null) await vi.waitFor(() => expect(bar()).toBeNull())
    else expect((await screen.findByRole('alert')).textContent).toContain(words)
  })

  test('a lost answer that cannot be settled claims nothing', async () => {
    answerWith({
      '/plan': [{ body: { data: plan() } }],
      '/apply': ['lost'],
      '/reviews': ['lost'],
    })
    open()
    await apply()
    expect((await screen.findByRole('alert')).textContent).toContain('nobody knows yet')
    expect(weights()).toEqual([50, 50])
  })
})

test('undoing a change asks for its plan first', async () => {
  answerWith({ '/revert/plan': [{ body: { data: plan() } }] })
  const change = {
    id: 'c1',
    at: 1_790_000_000_000,
    user: 'maria',
    reason: null,
    routes: [
      {
        ...{ route: '/spec/http/0', name: null, match: 'every request', to: [] },
        ...{ before: [90, 10], after: [80, 20] },
      },
    ],
    acknowledged: [],
    reverts: null,
    gapBefore: false,
    revertible: { allowed: true, reason: null },
  }
  open(detail({ history: [change] }))
  await press('Back to 90 / 10')
  await within(await sheet()).findByText(/12.5 requests\/s move/)
  expect(sent).toHaveBeenCalledWith(expect.stringMatching(/\/revert\/plan$/), { changeId: 'c1' })
})
