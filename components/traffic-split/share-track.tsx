import type { DestinationObservation } from '@/lib/domain/traffic-split/split'
import { formatPercent, percentQuantity } from '@/lib/format/percent'

const percent = (share: number) => `${share * 100}%`

type Shares = {
  /** 0–1, as the object says now. */
  configured: number
  observed: DestinationObservation | null
}

/** Over a track from nothing to all: a line where it is configured, a bar over what was seen. */
export function ShareMarks({ configured, observed }: Shares) {
  const [least, most] = observed?.shareInterval ?? [0, 0]
  return (
    <>
      <span
        aria-hidden
        className="pointer-events-none absolute -top-2.5 h-6 w-0.5 -translate-x-1/2 rounded-full bg-muted"
        style={{ left: percent(configured) }}
      />
      {observed && (
        <span
          aria-hidden
          className="pointer-events-none absolute top-3 h-1.5 min-w-1.5 rounded-full bg-text"
          style={{ left: percent(least), width: percent(most - least) }}
        />
      )}
    </>
  )
}

/** The same without a thumb, for who only looks. */
export function ShareTrack(shares: Shares) {
  return (
    <div className="flex h-8 items-center">
      <div className="relative h-1 w-full rounded-full bg-line">
        <div
          className="absolute inset-y-0 left-0 rounded-full bg-accent"
          style={{ width: percent(shares.configured) }}
        />
        <ShareMarks {...shares} />
      </div>
    </div>
  )
}

/** What the marks mean. */
export function ShareKey() {
  return (
    <span className="flex items-center gap-3">
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-3 w-0.5 rounded-full bg-muted" />
        configured now
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-1.5 w-3 rounded-full bg-text" />
        observed, 95&nbsp;% interval
      </span>
    </span>
  )
}

export const intervalText = ([least, most]: [number, number]): string =>
  `${percentQuantity(least).number}–${percentQuantity(most).number}`

/** What was seen, in words; `null` where the route says why it is not known. */
export function ObservedShare({ observed }: { observed: DestinationObservation | null }) {
  if (observed === null) return <span className="text-muted">observed not known</span>
  return (
    <span className="text-muted">
      observed <strong className="font-semibold text-text">{formatPercent(observed.share)}</strong>{' '}
      <span title="95 % interval">({intervalText(observed.shareInterval)})</span>
    </span>
  )
}
