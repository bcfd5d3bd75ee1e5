import type { ReactNode } from 'react'
import type { RouteProtocol, SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatCount } from '@/lib/format/count'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'

const protocols: Record<RouteProtocol, string> = {
  http: 'HTTP',
  tcp: 'TCP',
  tls: 'TLS',
  grpc: 'gRPC',
}

/** Which of the object's routes it is: the first that matches takes the request. */
export type RoutePlace = { index: number; count: number }

/** One route of an object: what it takes, where it goes, what was seen of it. */
export function RouteCard({
  route,
  place: { index, count },
  window,
  controls,
  note,
  children,
}: {
  route: SplitRoute
  place: RoutePlace
  /** Seconds. */
  window: number
  /** What can be done with all rows. */
  controls?: ReactNode
  /** About the weights as they stand. */
  note?: ReactNode
  /** A row for each destination. */
  children: ReactNode
}) {
  const { name, match, protocol } = route
  return (
    <section
      aria-label={`Route ${index + 1} of ${count}`}
      className="@container rounded-panel border border-line bg-surface"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        <h2 className="text-title font-semibold">
          Route {index + 1} of {count}
        </h2>
        <p className="min-w-0 flex-1 basis-40 text-muted">
          {protocol !== 'http' && <span className="font-semibold">{protocols[protocol]} </span>}
          {name !== null && <span className="font-semibold text-text">{name}: </span>}
          {match}
        </p>
        {controls}
      </header>
      <ul>{children}</ul>
      <footer className="flex flex-wrap justify-between gap-x-4 px-4 py-2 text-small text-muted">
        {note}
        <RouteSeen route={route} window={window} />
      </footer>
    </section>
  )
}

function RouteSeen({ route: { observed }, window }: { route: SplitRoute; window: number }) {
  if (observed.kind === 'absent') return <p>Observed figures: {observed.sentence}</p>
  const { count, counted, enough, lost } = observed
  return (
    <p className="ml-auto">
      about {formatCount(count)} {counted} seen in {formatWindow(window)}
      {!enough && ': too few to tell the split'}
      {lost !== null && lost.perSecond > 0 && (
        <span className="text-failing">
          ; {formatPercent(lost.share)} lost ({formatRate(lost.perSecond)},{' '}
          {lost.flags.map(({ flags }) => flags).join(', ')})
        </span>
      )}
    </p>
  )
}
