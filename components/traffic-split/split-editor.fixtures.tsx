import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, vi } from 'vitest'
import type { SplitPlan } from '@/lib/api/split-changes'
import { scopeDefaults } from '@/lib/search-params/scope'
import { SplitBrief } from './split-brief'
import type { SplitDetail } from './split-detail'
import { detail } from './split-detail.fixtures'
import { SplitEditor } from './split-editor'
// Loaded on demand by the editor; here it is there before the first press.
import './plan-sheet'

/** The editor on its own, before a server that answers what a test tells it to. */

configure({ asyncUtilTimeout: 10_000 })
vi.setConfig({ testTimeout: 30_000 })

export const plan = (more: Partial<SplitPlan> = {}): SplitPlan => ({
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

let answers: Record<string, Answer[]>

/** What the server answers, by the end of the path; a list is answered in turn. */
export const answerWith = (next: Record<string, Answer[]>) => {
  answers = next
}

/** Every request, with its body. */
export const sent = vi.fn((_path: string, _body: unknown) => undefined)

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

export function open(split = detail()) {
  const client = new QueryClient()
  const page = (now: SplitDetail) => (
    <QueryClientProvider client={client}>
      <Page split={now} />
    </QueryClientProvider>
  )
  const { rerender } = render(page(split))
  return { show: (now: SplitDetail) => rerender(page(now)) }
}

export const slider = (version: string) =>
  screen.getByRole('slider', { name: `Weight of ${version}` })
export const weights = () =>
  screen
    .getAllByRole('slider', { hidden: true })
    .map((one) => Number(one.getAttribute('aria-valuenow')))
export const bar = () => screen.queryByRole('region', { name: 'What you have moved' })
export const sheet = () => screen.findByRole('dialog')
export const press = (name: string | RegExp) =>
  userEvent.click(screen.getByRole('button', { name }))

export async function moveTo50() {
  slider('v1').focus()
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}')
}

export async function review() {
  await moveTo50()
  await press('Review the change')
  return sheet()
}
