// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SplitPlan } from '@/lib/api/split-changes'
import { destination, route } from '@/lib/domain/traffic-split/split.fixtures'
import { scopeDefaults } from '@/lib/search-params/scope'
import { SplitBrief } from './split-brief'
import type { SplitDetail } from './split-detail'
import { detail } from './split-detail.fixtures'
import { SplitEditor } from './split-editor'
// Loaded on demand by the editor; here it is there before the first press.
import './plan-sheet'

configure({ asyncUtilTimeout: 10_000 })
vi.setConfig({ testTimeout: 30_000 })

const finding = {
  code: 'pod-load',
  severity: 'warning' as const,
  gate: 'acknowledge' as const,
  title: 'v2 would carry 10.4/s per pod',
  detail: 'At most 4.5/s in the last day.',
  evidence: [],
}

const plan = (more: Partial<SplitPlan> = {}): SplitPlan => ({
  planHash: 'a'.repeat(64),
  plannedAt: 1_790_000_000_000,
  uid: '5b0f',
  generation: 3,
  patch: [],
  diff: '--- a\n+++ b\n@@ -1 +1 @@\n-weight: 80\n+weight: 50\n',
  impact: {
    window: 300,
    sentences: ['About 12.5 requests/s move from v1 to v2.'],
    routes: [
      {
        route: '/spec/http/0',
        counted: 'requests',
        perSecond: 41.5,
        absent: null,
        destinations: [
          { ...load('v1', 80, 50), readyPods: 2 },
          { ...load('v2', 20, 50), readyPods: 2 },
        ],
      },
    ],
  },
  findings: [],
  dryRun: { verdict: 'accepted', message: null, warnings: [], webhooks: [] },
  kubectl: 'kubectl patch …',
  applicable: { allowed: true, reason: null },
  ...more,
})

function load(subset: string, before: number, after: number) {
  return {
    host: 'reviews',
    subset,
    weightBefore: before,
    weightAfter: after,
    shareBefore: before / 100,
    shareAfter: after / 100,
    perSecondBefore: null,
    perSecondAfter: null,
    perPodBefore: null,
    perPodAfter: null,
    mostPerPod: null,
  }
}

type Answer = { status?: number; body: unknown } | 'lost'

/** What the server answers, by the end of the path; a list is answered in turn. */
let answers: Record<string, Answer[]>
const sent = vi.fn((_path: string, _body: unknown) => undefined)

beforeEach(() => {
  answers = {}
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const path = url.split('?')[0] ?? ''
    sent(path, typeof init.body === 'string' ? JSON.parse(init.body) : undefined)
    const key = Object.keys(answers).find((end) => path.endsWith(end)) ?? ''
    const answer = answers[key]?.shift()
    if (answer === undefined) return new Promise(() => undefined)
    return answer === 'lost'
      ? Promise.reject(new TypeError('fetch failed'))
      : Promise.resolve(Response.json(answer.body, { status: answer.status ?? 200 }))
  })
})
afterEach(() => {
  cleanup()
  sent.mockClear()
  vi.unstubAllGlobals()
})

function Page({ split }: { split: SplitDetail }) {
  return <SplitEditor split={split} scope={scopeDefaults} view={SplitBrief} />
}

function open(split = detail()) {
  const client = new QueryClient()
  const page = (now: SplitDetail) => (
    <QueryClientProvider client={client}>
      <Page split={now} />
    </QueryClientProvider>
  )
  const { rerender } = render(page(split))
  return { show: (now: SplitDetail) => rerender(page(now)) }
}

const slider = (version: string) => screen.getByRole('slider', { name: `Weight of ${version}` })
const weights = () =>
  screen
    .getAllByRole('slider', { hidden: true })
    .map((one) => Number(one.getAttribute('aria-valuenow')))
const bar = () => screen.queryByRole('region', { name: 'What you have moved' })
const sheet = () => screen.findByRole('dialog')
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }))

async function moveTo50() {
  slider('v1').focus()
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}')
}

async function review() {
  await moveTo50()
  await press('Review the change')
  return sheet()
}

describe('moving weights', () => {
  test('by keyboard keeps the sum and says what has moved', async () => {
    open()
    await moveTo50()
    expect(weights()).toEqual([50, 50])
    expect(bar()?.textContent).toContain('80 / 20 → 50 / 50')
  })

  test('back to where it started leaves nothing to write', async () => {
    open()
    await moveTo50()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(bar()).toBeNull()
  })

  test('in numbers is taken over on Enter, and refused outside of the sum', async () => {
    open()
    const field = screen.getByRole('textbox', { name: 'v2 in numbers' })
    await userEvent.clear(field)
    await userEvent.type(field, '35{Enter}')
    expect(weights()).toEqual([65, 35])
    await userEvent.clear(field)
    await userEvent.type(field, '101{Enter}')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(weights()).toEqual([65, 35])
  })

  test('holds a locked version still', async () => {
    open(
      detail({
        routes: [route([destination('v1', 50), destination('v2', 30), destination('v3', 20)])],
      }),
    )
    await press('Lock v2')
    await press('All to v3')
    expect(weights()).toEqual([0, 30, 70])
    expect(slider('v2')).toHaveProperty('disabled', true)
  })

  test('keeps the author’s scale unless asked for per cent', async () => {
    open(detail({ routes: [route([destination('v1', 1), destination('v2', 3)])] }))
    slider('v1').focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(weights()).toEqual([2, 2])
    await press('As per cent')
    expect(weights()).toEqual([50, 50])
    await press('Keep the sum 4')
    expect(weights()).toEqual([2, 2])
  })

  test('is not possible where it is not allowed', () => {
    open(detail({ editable: { allowed: false, reason: 'You may only look.' } }))
    expect(slider('v1')).toHaveProperty('disabled', true)
  })
})

describe('a plan', () => {
  test('is asked for with what is on screen, and its verb is the button', async () => {
    answers = { '/plan': [{ body: { data: plan() } }] }
    open()
    await moveTo50()
    await userEvent.type(screen.getByLabelText(/Reason/), 'canary')
    await press('Review the change')
    await within(await sheet()).findByRole('button', { name: /^Move 30.% to v2$/ })
    expect(sent).toHaveBeenCalledWith('/api/v1/splits/default/VirtualService/reviews/plan', {
      uid: '5b0f',
      generation: 3,
      changes: [{ route: '/spec/http/0', weights: [50, 50] }],
      reason: 'canary',
    })
  })

  test('wants its ticks before it can be applied, and sends them', async () => {
    answers = { '/plan': [{ body: { data: plan({ findings: [finding] }) } }] }
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
    answers = { '/plan': [{ body: { data: plan({ applicable }) } }] }
    open()
    const dialog = await review()
    await within(dialog).findByText('Flagger steers the weights now.')
    expect(within(dialog).getByRole('button', { name: /^Move/ })).toHaveProperty('disabled', true)
    expect(within(dialog).getByRole('button', { name: 'Copy' })).toBeDefined()
  })

  test('that was refused says so, and the weights are kept', async () => {
    answers = { '/plan': [{ status: 403, body: { title: 'You may not move this', status: 403 } }] }
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
    answers = {
      '/plan': [{ body: { data: plan() } }],
      '/apply': [{ body: { data: { generation: 4, changeId: 'c', confirmedBy: 'answer' } } }],
    }
    open()
    await apply()
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(bar()).toBeNull()
  })

  test('a conflict says what moved, and goes on with the new plan when told to', async () => {
    answers = {
      '/plan': [{ body: { data: plan() } }],
      '/apply': [{ status: 409, body: conflict }],
    }
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
    answers = {
      '/plan': [{ body: { data: plan() } }],
      '/apply': ['lost'],
      '/reviews': [{ body: { data: now } }],
    }
    open()
    await apply()
    if (words === null) await vi.waitFor(() => expect(bar()).toBeNull())
    else expect((await screen.findByRole('alert')).textContent).toContain(words)
  })

  test('a lost answer that cannot be settled claims nothing', async () => {
    answers = {
      '/plan': [{ body: { data: plan() } }],
      '/apply': ['lost'],
      '/reviews': ['lost'],
    }
    open()
    await apply()
    expect((await screen.findByRole('alert')).textContent).toContain('nobody knows yet')
    expect(weights()).toEqual([50, 50])
  })
})

describe('while a draft is open', () => {
  test('another’s change is told, and the draft is kept on top of it', async () => {
    const { show } = open()
    await moveTo50()
    show(
      detail({
        generation: 4,
        routes: [route([destination('v1', 70), destination('v2', 30)])],
      }),
    )
    expect(screen.getByRole('alert').textContent).toContain('80 / 20 is now 70 / 30')
    expect(screen.getByRole('button', { name: 'Review the change' })).toHaveProperty(
      'disabled',
      true,
    )
    await press('Keep my weights on top of it')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(weights()).toEqual([50, 50])
  })
})

test('undoing a change asks for its plan first', async () => {
  answers = { '/revert/plan': [{ body: { data: plan() } }] }
  const change = {
    id: 'c1',
    at: 1_790_000_000_000,
    user: 'maria',
    reason: null,
    routes: [{ route: '/spec/http/0', before: [90, 10], after: [80, 20] }],
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
