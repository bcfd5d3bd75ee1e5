import { healthLooks } from '@/components/mesh/health'
import { healthOf } from '@/lib/domain/health/health'
import type { SplitDestination, SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'
import { ShareTrack } from './share-track'
import { destinationNames } from './words'

/** One line for each version: configured and seen side by side. */
export const lineColumns =
  'grid items-center gap-x-3 grid-cols-[1fr_4rem_6rem] @3xl:grid-cols-[minmax(4rem,8rem)_minmax(3rem,1fr)_4rem_4rem_4.5rem_4rem_4rem]'

const onlyWide = '@max-3xl:hidden'

export function LinesHead() {
  return (
    <div className={lineColumns}>
      <span>Version</span>
      <span className={onlyWide} />
      <span className="text-right">Configured</span>
      <span className="text-right">Seen</span>
      <span className={`text-right ${onlyWide}`}>Rate</span>
      <span className={`text-right ${onlyWide}`}>Errors</span>
      <span className={`text-right ${onlyWide}`}>p95</span>
    </div>
  )
}

/** A route of the list, version by version. */
export function RouteLines({ route, isNamed }: { route: SplitRoute; isNamed: boolean }) {
  const names = destinationNames(route.destinations)
  return (
    <div>
      {isNamed && (
        <p className="truncate text-small text-muted" title={route.match}>
          {route.name ?? route.match}
        </p>
      )}
      <ul aria-label="Versions">
        {route.destinations.map((destination, at) => (
          <li key={names[at]} className={lineColumns}>
            <span className="truncate font-semibold" title={names[at]}>
              {names[at]}
            </span>
            <span className={onlyWide}>
              <ShareTrack configured={destination.share} observed={destination.observed} />
            </span>
            <span className="text-right">
              <span className="sr-only">configured </span>
              {formatPercent(destination.share)}
            </span>
            <Seen destination={destination} />
          </li>
        ))}
      </ul>
      {route.observed.kind === 'absent' && (
        <p className="text-small text-muted">Not seen by version: {route.observed.sentence}</p>
      )}
    </div>
  )
}

function Seen({ destination: { observed } }: { destination: SplitDestination }) {
  if (observed === null)
    return <span className="text-right text-muted @3xl:col-span-4 @3xl:text-left @3xl:pl-6">–</span>
  const { share, requestsPerSecond, errorRatio, p95Ms } = observed
  const health = healthOf(errorRatio)
  const isTrouble = health === 'degraded' || health === 'failing'
  return (
    <>
      <span className="text-right">
        <span className="text-muted @3xl:sr-only">seen </span>
        {formatPercent(share)}
      </span>
      <span className={`text-right ${onlyWide}`}>{formatRate(requestsPerSecond)}</span>
      <span
        className={`text-right ${onlyWide} ${isTrouble ? `font-semibold ${healthLooks[health].text}` : ''}`}
      >
        <span className="sr-only">errors </span>
        {errorRatio === null ? '–' : formatPercent(errorRatio)}
      </span>
      <span className={`text-right ${onlyWide}`}>
        <span className="sr-only">p95 </span>
        {p95Ms === null ? '–' : formatLatency(p95Ms)}
      </span>
    </>
  )
}
