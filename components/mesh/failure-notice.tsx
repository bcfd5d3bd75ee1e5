'use client'
import { CloudOff } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Strip } from '@/components/ui/strip'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { isSignedOut } from '@/lib/queries/fetch-json'
import type { Failure, LastGood } from '@/lib/queries/use-last-good'
import { adviceFor } from './advice'

/** What the banner needs of an answer: it stands only over one that could not be renewed. */
type Answer = Pick<
  LastGood<{ observedAt: number }, unknown>,
  'shown' | 'isEarlier' | 'failure' | 'retry'
>

/** Above a picture that could not be renewed. The picture stays, and says from when it is. */
export function FailureBanner({ answer }: { answer: Answer }) {
  const { shown, isEarlier, failure, retry } = answer
  // That somebody has been signed out is said above every screen.
  if (shown === null || failure === null || isSignedOut(failure.error)) return null
  return (
    <Strip
      role="alert"
      look="failing"
      icon={<CloudOff aria-hidden className="text-failing" />}
      action={<Button onClick={retry}>Try now</Button>}
    >
      <span className="font-semibold text-failing">{failure.error.problem.title}</span> since{' '}
      {formatClockWithSeconds(failure.since)}. This is the picture of{' '}
      {formatClockWithSeconds(shown.reply.observedAt)}
      {/* The reader has asked for another picture since. */}
      {isEarlier && ', from before your last change'}; the next attempt is made by itself.
    </Strip>
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
      {!isSignedOut(failure.error) && <p>{adviceFor(problem)}</p>}
      <p>Since {formatClockWithSeconds(failure.since)}. The next attempt is made by itself.</p>
      <Button onClick={onRetry}>Try now</Button>
    </Notice>
  )
}
