import type { ReactNode } from 'react'
import type { OutsideTraffic, SplitDestination } from '@/lib/domain/traffic-split/split'
import { formatRate } from '@/lib/format/rate'
import { DestinationFigures } from './destination-figures'
import { outsideWords } from './outside-words'

/** One destination of a route. On a narrow screen its parts lie below each other. */
export function DestinationRow({
  name,
  destination,
  track,
  caption,
  control,
}: {
  name: string
  destination: SplitDestination
  /** Where it stands between nothing and all. */
  track: ReactNode
  /** What the track says, in words. */
  caption: ReactNode
  control?: ReactNode
}) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 @xl:grid-cols-[9rem_1fr_auto_auto]">
      <div className="min-w-0">
        <p className="font-semibold break-words">{name}</p>
        <p className="text-small text-muted">{podWords(destination)}</p>
      </div>
      <div className="@max-xl:order-3 @max-xl:col-span-2">
        {track}
        <div className="flex flex-wrap justify-between gap-x-3 text-small">{caption}</div>
      </div>
      <div className="flex items-center gap-1 @max-xl:justify-end">{control}</div>
      <div className="@max-xl:order-4 @max-xl:col-span-2">
        <DestinationFigures observed={destination.observed} />
      </div>
      {destination.outside !== null && destination.outside.requestsPerSecond > 0 && (
        <Outside name={name} outside={destination.outside} />
      )}
    </li>
  )
}

const isNamed = ({ host, subset }: SplitDestination) =>
  subset === null ? host : `${host}, subset ${subset}`

function podWords(destination: SplitDestination): string {
  const { readyPods } = destination
  if (readyPods === null) return `${isNamed(destination)} · pods not known`
  if (readyPods === 0) return `${isNamed(destination)} · no pod ready`
  return `${isNamed(destination)} · ${readyPods} ${readyPods === 1 ? 'pod' : 'pods'} ready`
}

function Outside({ name, outside }: { name: string; outside: OutsideTraffic }) {
  return (
    <p className="order-5 col-span-full text-small text-muted">
      {formatRate(outside.requestsPerSecond)} reach {name} outside this route:{' '}
      {outside.callers.map(outsideWords).join('; ')}
    </p>
  )
}
