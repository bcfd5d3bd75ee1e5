import { CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { adviceFor } from '@/components/mesh/advice'
import { Button } from '@/components/ui/button'
import type { SplitConflict } from '@/lib/api/split-changes'
import type { ProblemError } from '@/lib/queries/fetch-json'

function Note({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section
      role="alert"
      className="flex items-start gap-2 rounded-panel border border-line bg-failing-tint px-3 py-2"
    >
      {icon}
      <div className="flex min-w-0 flex-1 flex-col items-start gap-1">
        <p className="font-semibold">{title}</p>
        {children}
      </div>
    </section>
  )
}

const warning = <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-degraded" />
const refusal = <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-failing" />

/** After these nobody may say that nothing was written. */
const openCodes: readonly SplitConflict['code'][] = ['answer-lost', 'outcome-unknown']

/** The server did not write: what has happened, and how to go on without losing anything. */
export function ConflictNote({
  conflict,
  adoptWords,
  onAdopt,
}: {
  conflict: {
    code: SplitConflict['code']
    title: string
    detail?: string | undefined
    moved: { what: string; before: string; now: string }[]
    plan: unknown
  }
  adoptWords: string
  onAdopt: () => void
}) {
  const { code, title, detail, moved, plan } = conflict
  return (
    <Note icon={warning} title={title}>
      {detail && <p>{detail}</p>}
      {moved.length > 0 && (
        <ul>
          {moved.map(({ what, before, now }) => (
            <li key={what}>
              {what}: <span className="line-through">{before}</span> <strong>{now}</strong>
            </li>
          ))}
        </ul>
      )}
      {detail === undefined && !openCodes.includes(code) && (
        <p className="text-muted">Nothing was written.</p>
      )}
      {plan !== null && <Button onClick={onAdopt}>{adoptWords}</Button>}
    </Note>
  )
}

const lostWords = {
  'not-written': {
    title: 'The answer was lost, and nothing was written',
    detail: 'The object was read again: it has the weights of before. Try again.',
  },
  'not-known': {
    title: 'The answer was lost: nobody knows yet whether it was written',
    detail:
      'The object cannot be read now. Wait until the page shows it again before you try again.',
  },
} as const

export function LostNote({ lost }: { lost: keyof typeof lostWords }) {
  const { title, detail } = lostWords[lost]
  return (
    <Note icon={warning} title={title}>
      <p>{detail}</p>
    </Note>
  )
}

export function FailureNote({ failure: { problem } }: { failure: ProblemError }) {
  return (
    <Note icon={refusal} title={problem.title}>
      <p>{problem.detail ?? adviceFor(problem)}</p>
    </Note>
  )
}
