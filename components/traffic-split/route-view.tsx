import type { Split, SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatPercent } from '@/lib/format/percent'
import { DestinationRow } from './destination-row'
import { writtenWeights } from './draft'
import { RouteCard, type RoutePlace } from './route-card'
import { ObservedShare, ShareTrack } from './share-track'
import { destinationNames } from './words'

export type RouteProps = {
  kind: Split['kind']
  route: SplitRoute
  place: RoutePlace
  /** Seconds. */
  window: number
}

/** A route as it is, for who only looks. */
export function RouteView({ kind, route, place, window }: RouteProps) {
  const names = destinationNames(route.destinations)
  const weights = writtenWeights(kind, route)
  return (
    <RouteCard route={route} place={place} window={window}>
      {route.destinations.map((destination, row) => (
        <DestinationRow
          key={names[row]}
          name={names[row] ?? destination.host}
          destination={destination}
          track={<ShareTrack configured={destination.share} observed={destination.observed} />}
          caption={
            <>
              <span className="text-muted">
                configured{' '}
                <strong className="font-semibold text-text">
                  {formatPercent(destination.share)}
                </strong>{' '}
                (weight {weights[row]})
              </span>
              <ObservedShare observed={destination.observed} />
            </>
          }
        />
      ))}
    </RouteCard>
  )
}
