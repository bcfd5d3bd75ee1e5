'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, Hourglass, type LucideIcon, TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { MtlsVerifyReply } from '@/lib/api/mtls-change'
import { formatCount } from '@/lib/format/count'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { formatRate } from '@/lib/format/rate'
import { mtlsVerifyQuery } from '@/lib/queries/mtls'
import type { NamespaceDepth } from './reply-parts'
import { sourceName } from './source-name'

type Verification = MtlsVerifyReply['data']

const looks: Record<Verification['state'], { icon: LucideIcon; className: string }> = {
  'too-early': { icon: Hourglass, className: 'text-muted' },
  quiet: { icon: CircleCheck, className: 'text-healthy' },
  trouble: { icon: TriangleAlert, className: 'text-failing' },
}

/** After a change: what failed or fell silent since, against its minute, and the way back. */
export function VerifyStrip({
  namespace,
  since,
  newest,
  onRevert,
  onLeave,
}: {
  namespace: string
  /** When the change was made, epoch ms. */
  since: number
  newest: NamespaceDepth['history'][number] | null
  onRevert: (changeId: string) => void
  onLeave: () => void
}) {
  const { data, error } = useQuery(mtlsVerifyQuery(namespace, since))
  const found = data?.data
  return (
    <section
      aria-label="Since the change"
      className="flex shrink-0 flex-col gap-2 border-b border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-start gap-3">
        <div role="status" className="flex min-w-0 flex-1 basis-72 items-start gap-2">
          {found ? <Word found={found} /> : <p className="text-muted">Watching the traffic …</p>}
        </div>
        {newest?.revertible.allowed && (
          <Button onClick={() => onRevert(newest.id)}>Revert the change …</Button>
        )}
        <Button emphasis="quiet" onClick={onLeave}>
          Stop watching
        </Button>
      </div>
      {error && <p className="text-failing">{error.problem.title}. It is asked again.</p>}
      {found && <Trouble found={found} />}
    </section>
  )
}

function Word({ found: { state, sentence, since } }: { found: Verification }) {
  const { icon: Icon, className } = looks[state]
  return (
    <>
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <p>
        <span className="font-semibold">Changed at {formatClockWithSeconds(since)}.</span>{' '}
        {sentence}
      </p>
    </>
  )
}

const Trouble = ({ found: { failures, stopped } }: { found: Verification }) =>
  failures.length + stopped.length > 0 && (
    <ul className="flex list-disc flex-col gap-1 pl-10 marker:text-muted">
      {failures.map((one) => (
        <li key={`${one.source} ${one.destination} ${one.code} ${one.flags}`}>
          <CallName call={one} /> {one.sentence}{' '}
          <span className="text-muted">
            about {formatCount(one.count)} since the change, {formatRate(one.before)} before
          </span>
        </li>
      ))}
      {stopped.map((one) => (
        <li key={`${one.source} ${one.destination} stopped`}>
          <CallName call={one} /> {one.sentence}{' '}
          <span className="text-muted">
            {formatRate(one.before)} before
            {one.lastSeenAt !== null && `, last seen ${formatClockWithSeconds(one.lastSeenAt)}`}
            {one.candidates.length > 0 && `; it could be ${one.candidates.join(', ')}`}
          </span>
        </li>
      ))}
    </ul>
  )

const CallName = ({ call }: { call: { source: string; destination: string } }) => (
  <span className="font-semibold">
    {sourceName(call.source)} → {call.destination}
  </span>
)
