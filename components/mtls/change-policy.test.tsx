// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ChangePolicy } from './change-policy'
import type { Intent } from './intent'
import { legacy, strictPlan } from './namespace.fixtures'

type Asked = { url: string; body: Record<string, unknown> }

/** Answers each question in turn as the server would, and keeps what was asked. */
function serverAnswers(...answers: [status: number, body: object][]) {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', (url: string, { body }: { body: string }) => {
    asked.push({ url, body: JSON.parse(body) })
    const [status, answer] = answers.shift() ?? [500, { title: 'Nothing more was expected' }]
    return Promise.resolve(Response.json(answer, { status }))
  })
  return asked
}

const onApplied = vi.fn()

const open = (intent: Intent = { kind: 'change' }) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ChangePolicy depth={legacy} intent={intent} onClose={() => {}} onApplied={onApplied} />
    </QueryClientProvider>,
  )

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }))

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  onApplied.mockClear()
})

const applied = { data: { changedAt: 1_790_000_000_500 } }

test('a namespace becomes Strict only after its plan was seen and every breaking caller ticked', async () => {
  const asked = serverAnswers([200, { data: strictPlan }], [200, applied])
  open()
  await press('Show the plan')
  const apply = await screen.findByRole<HTMLButtonElement>('button', {
    name: 'Set legacy to Strict',
  })
  expect(apply.disabled).toBe(true)
  screen.getByText('1 consequence is still to be ticked.')
  expect(screen.getAllByRole('checkbox')).toHaveLength(1)
  await userEvent.click(screen.getByRole('checkbox', { name: /unknown client → legacy\/orders/ }))
  await userEvent.click(apply)
  await vi.waitFor(() => expect(onApplied).toHaveBeenCalledWith(applied.data.changedAt))
  expect(asked).toEqual([
    { url: '/api/v1/mtls/legacy/plan', body: { mode: 'STRICT' } },
    {
      url: '/api/v1/mtls/legacy/apply',
      body: {
        mode: 'STRICT',
        planHash: strictPlan.planHash,
        plannedAt: strictPlan.plannedAt,
        acknowledged: ['breaks:unknown:orders'],
      },
    },
  ])
})

test('another choice wants another plan', async () => {
  serverAnswers([200, { data: strictPlan }])
  open()
  await press('Show the plan')
  await screen.findByText('2 pods will refuse plaintext.')
  await userEvent.click(screen.getByRole('radio', { name: 'Permissive' }))
  expect(screen.queryByText('2 pods will refuse plaintext.')).toBeNull()
  await screen.findByRole('button', { name: 'Show the plan' })
})

test('a plan that no longer holds is told, and the one that does takes its place with the ticks kept', async () => {
  const renewed = {
    ...strictPlan,
    planHash: 'b'.repeat(64),
    impact: { ...strictPlan.impact, sentences: ['3 pods will refuse plaintext.'] },
  }
  const conflict = {
    title: 'The policy was changed meanwhile',
    status: 409,
    code: 'moved',
    missing: [],
    plan: renewed,
  }
  const asked = serverAnswers([200, { data: strictPlan }], [409, conflict], [200, applied])
  open()
  await press('Show the plan')
  await userEvent.click(await screen.findByRole('checkbox', { name: /unknown client/ }))
  await press('Set legacy to Strict')
  expect((await screen.findByRole('alert')).textContent).toContain(
    'The policy was changed meanwhile',
  )
  await screen.findByText('3 pods will refuse plaintext.')
  await press('Set legacy to Strict')
  await vi.waitFor(() => expect(onApplied).toHaveBeenCalledOnce())
  expect(asked[2]?.body).toMatchObject({
    planHash: renewed.planHash,
    acknowledged: ['breaks:unknown:orders'],
  })
})

test('the way back shows its plan at once and asks to revert that very change', async () => {
  const plan = { ...strictPlan, mustAcknowledge: [], action: 'delete' }
  const asked = serverAnswers([200, { data: plan }], [200, applied])
  open({ kind: 'revert', changeId: 'c1' })
  await press('Revert this change')
  await vi.waitFor(() => expect(onApplied).toHaveBeenCalledOnce())
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/v1/mtls/legacy/revert/plan',
    '/api/v1/mtls/legacy/revert',
  ])
  expect(asked.every(({ body }) => body.changeId === 'c1')).toBe(true)
})

test('who keeps the policy in Git is told before it is written', async () => {
  const owner = {
    ...({ kind: 'argo-cd', title: 'Argo CD application harbour', object: null } as const),
    ...({ detail: 'Argo CD heals by itself.', evidence: 'certain', policy: 'commit' } as const),
  }
  serverAnswers([200, { data: { ...strictPlan, action: 'patch', owner } }])
  open()
  await press('Show the plan')
  await screen.findByText('Argo CD application harbour')
  screen.getByText(/A change belongs into Git/)
})
