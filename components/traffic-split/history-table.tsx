import { Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatDayAndClock } from '@/lib/format/moment'
import type { Change } from './split-detail'
import { weightsText } from './words'

const headClass = 'py-1.5 pr-3 text-left font-medium text-muted'

/** Changes made through Binnacle, newest first; what others changed in between is a gap. */
export function HistoryTable({
  history,
  routes,
  onRevert,
}: {
  history: readonly Change[]
  routes: readonly SplitRoute[]
  /** Absent for who only looks. */
  onRevert?: (change: Change) => void
}) {
  if (history.length === 0)
    return <p className="text-muted">None yet. Who, when and why is kept with the object.</p>
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-120 border-collapse text-small [&_td]:py-1.5 [&_td]:pr-3 [&_tr]:border-b [&_tr]:border-line">
        <caption className="sr-only">Changes made through Binnacle</caption>
        <thead>
          <tr>
            <th scope="col" className={headClass}>
              When
            </th>
            <th scope="col" className={headClass}>
              Who
            </th>
            <th scope="col" className={headClass}>
              Weights
            </th>
            <th scope="col" className={headClass}>
              Why
            </th>
            {onRevert && (
              <th scope="col" className={headClass}>
                <span className="sr-only">Undo</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {history.map((change) => (
            <ChangeRows key={change.id} change={change} routes={routes} onRevert={onRevert} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ChangeRows({
  change,
  routes,
  onRevert,
}: {
  change: Change
  routes: readonly SplitRoute[]
  onRevert: ((change: Change) => void) | undefined
}) {
  const { at, user, reason, reverts, gapBefore } = change
  return (
    <>
      <tr>
        <td className="whitespace-nowrap">{formatDayAndClock(at)}</td>
        <td className="max-w-48 truncate" title={user}>
          {user}
        </td>
        <td>
          <Weights change={change} routes={routes} />
        </td>
        <td className="max-w-64 break-words">
          {reason ?? (reverts === null ? <span className="text-muted">not said</span> : 'Undone')}
        </td>
        {onRevert && (
          <td className="text-right">
            <RevertButton change={change} onRevert={onRevert} />
          </td>
        )}
      </tr>
      {gapBefore && (
        <tr className="text-muted">
          <td />
          <td colSpan={onRevert ? 4 : 3}>Before that, weights were changed outside of Binnacle.</td>
        </tr>
      )}
    </>
  )
}

/** Which route it was is said where there are several: by its name, else by what it took. */
function Weights({ change, routes }: { change: Change; routes: readonly SplitRoute[] }) {
  return change.routes.map(({ route, name, match, to, before, after }) => (
    <p key={route} title={to.join(' / ')}>
      {(routes.length > 1 || change.routes.length > 1) && (
        <span className="text-muted">{name ?? (match || route)}: </span>
      )}
      <strong className="font-semibold">{weightsText(after)}</strong>{' '}
      <span className="text-muted">from {weightsText(before)}</span>
    </p>
  ))
}

function RevertButton({
  change,
  onRevert,
}: {
  change: Change
  onRevert: (change: Change) => void
}) {
  const { allowed, reason } = change.revertible
  if (!allowed) return <span className="text-muted">{reason}</span>
  const [only, ...others] = change.routes
  return (
    <Button emphasis="quiet" onClick={() => onRevert(change)}>
      <Undo2 aria-hidden />
      {only && others.length === 0 ? `Back to ${weightsText(only.before)}` : 'Undo this change'}
    </Button>
  )
}
