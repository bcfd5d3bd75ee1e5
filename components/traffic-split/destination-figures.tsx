import { healthLooks } from '@/components/mesh/health'
import { healthOf } from '@/lib/domain/health/health'
import type { DestinationObservation } from '@/lib/domain/traffic-split/split'
import { latencyQuantity } from '@/lib/format/duration'
import type { Quantity } from '@/lib/format/number'
import { percentQuantity } from '@/lib/format/percent'
import { rateQuantity } from '@/lib/format/rate'

type FigureProps = { name: string; value: Quantity | null; className?: string }

/** A number over its unit, set right so that a column can be read. */
function Figure({ name, value, className = '' }: FigureProps) {
  return (
    <div className="flex w-14 flex-col items-end">
      <dt className="sr-only">{name}</dt>
      <dd className={`text-right ${className}`}>
        <span className="block font-semibold">{value?.number ?? '–'}</span>
        <span className="block text-tiny text-muted">
          {value === null ? name : value.unit}
          {value !== null && name !== value.unit && ` ${name}`}
        </span>
      </dd>
    </div>
  )
}

/** How a version fares: observed. A dash is not known, and never a zero. */
export function DestinationFigures({ observed }: { observed: DestinationObservation | null }) {
  const errorRatio = observed?.errorRatio ?? null
  const health = healthOf(errorRatio)
  const isTrouble = health === 'degraded' || health === 'failing'
  return (
    <dl className="flex justify-end gap-1">
      <Figure name="rate" value={observed && rateQuantity(observed.requestsPerSecond)} />
      <Figure
        name="err"
        value={errorRatio === null ? null : percentQuantity(errorRatio)}
        className={isTrouble ? healthLooks[health].text : ''}
      />
      <Figure name="p95" value={observed?.p95Ms == null ? null : latencyQuantity(observed.p95Ms)} />
    </dl>
  )
}
