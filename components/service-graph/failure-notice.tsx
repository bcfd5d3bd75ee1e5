'use client'
import { CloudOff } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { adviceFor } from './advice'
import type { Failure } from './use-graph-picture'

/** Above a picture that could not be renewed. The picture stays, and says from when it is. */
export function FailureBanner({
  failure: { error, since },
  observedAt,
  onRetry,
}: {
  failure: Failure
  observedAt: number
  onRetry: () => void
}) {
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-failing-tint px-3 py-1.5"
    >
      <CloudOff aria-hidden className="size-4 shrink-0 text-failing" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold text-failing">{error.problem.title}</span> since{' '}
        {formatClockWithSeconds(since)}. This is the picture of {formatClockWithSeconds(observedAt)}
        ; the next attempt is made by itself.
      </p>
      <Button onClick={onRetry}>Try now</Button>
    </div>
  )
}

/** Instead of a picture, when there has been none yet. */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { problem } = failure.error
  return (
    <Notice
      role="alert"
      title={problem.title}
      icon={<CloudOff aria-hidden className="size-6 text-failing" strokeWidth={1.5} />}
    >
      {problem.detail && <p>{problem.detail}</p>}
      <p>{adviceFor(problem)}</p>
      <p>Since {formatClockWithSeconds(failure.since)}. The next attempt is made by itself.</p>
      <Button onClick={onRetry}>Try now</Button>
    </Notice>
  )
}
