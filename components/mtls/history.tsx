'use client'
import { Button } from '@/components/ui/button'
import { useNow } from '@/components/ui/use-now'
import { formatDayAndClock } from '@/lib/format/moment'
import type { NamespaceDepth } from './reply-parts'
import { Section } from './section'

/** A convenience, not an audit trail: that is the log. */
export function History({
  history,
  onRevert,
}: {
  history: NamespaceDepth['history']
  /** Absent for who only looks. */
  onRevert?: (changeId: string) => void
}) {
  const isInBrowser = useNow() !== null
  return (
    <Section title="Changes made through Binnacle" note="The newest ten of each policy">
      {history.length === 0 && <p className="text-muted">None is recorded.</p>}
      <ul>
        {history.map((change) => (
          <li
            key={change.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line py-2 first:border-t-0"
          >
            <div className="min-w-0 flex-1 basis-64">
              <p>
                <span className="font-semibold">
                  {change.before} → {change.after}
                </span>{' '}
                <span className="text-muted">
                  {change.object.kind} {change.object.namespace}/{change.object.name}
                </span>
              </p>
              <p className="text-small text-muted">
                {isInBrowser ? formatDayAndClock(change.at) : ''} by {change.user}
                {change.reason && `: ${change.reason}`}
              </p>
            </div>
            {onRevert && change.revertible.allowed && (
              <Button onClick={() => onRevert(change.id)}>Revert …</Button>
            )}
            {onRevert && !change.revertible.allowed && (
              <p className="max-w-72 text-small text-muted">{change.revertible.reason}</p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
