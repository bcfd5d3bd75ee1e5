import { CircleCheck, Hourglass, RotateCcw, TriangleAlert } from 'lucide-react'
import { Strip } from '@/components/ui/strip'
import type { ChangedBack } from '@/lib/domain/traffic-split/split'
import { formatCount } from '@/lib/format/count'
import { formatClockWithSeconds } from '@/lib/format/moment'
import { formatPercent } from '@/lib/format/percent'
import type { Verification } from './split-detail'
import { weightsText } from './words'

const looks = {
  agrees: {
    icon: CircleCheck,
    className: 'text-healthy',
    words: 'Observed agrees with configured',
  },
  'not-yet': { icon: Hourglass, className: 'text-muted', words: 'Not yet as configured' },
  disagrees: {
    icon: TriangleAlert,
    className: 'text-degraded',
    words: 'Observed disagrees with configured',
  },
  'changed-back': { icon: RotateCcw, className: 'text-degraded', words: 'Changed back' },
} as const satisfies Record<Verification['state'], unknown>

/** Whether the last change has arrived in the traffic, and if not yet, why. */
export function VerifyStrip({ verification }: { verification: Verification }) {
  const { state, changedAt, reasons, routes } = verification
  const { icon: Icon, className, words } = looks[state]
  return (
    <Strip role="status" icon={<Icon aria-hidden className={className} />} action={null}>
      <strong className="font-semibold">{words}</strong>{' '}
      <span className="text-muted">
        since the change at {formatClockWithSeconds(changedAt)}
        {state !== 'changed-back' && <Shares routes={routes} />}
        {reasons.length > 0 && `. ${reasons.map(({ sentence }) => sentence).join(' ')}`}
      </span>
    </Strip>
  )
}

const sharesText = (shares: (number | null)[]) =>
  shares.map((share) => (share === null ? '–' : formatPercent(share))).join(' / ')

function Shares({ routes }: { routes: Verification['routes'] }) {
  return routes.map(({ route, count, destinations }) => (
    <span key={route}>
      : configured {sharesText(destinations.map(({ configured }) => configured))}, observed{' '}
      {sharesText(destinations.map(({ observed }) => observed))} of about {formatCount(count)}
    </span>
  ))
}

/** Somebody has written other weights over the last change that was made here. */
export function ChangedBackStrip({ changedBack }: { changedBack: ChangedBack }) {
  const { routes, manager, at } = changedBack
  return (
    <Strip role="alert" icon={<RotateCcw aria-hidden className="text-degraded" />} action={null}>
      <strong className="font-semibold">
        Changed since Binnacle wrote it{manager !== null && `, by ${manager}`}
        {at !== null && ` at ${formatClockWithSeconds(at)}`}.
      </strong>{' '}
      <span className="text-muted">
        {routes
          .map(({ recorded, now }) =>
            now === null
              ? 'The route that was changed is gone, or another one is in its place'
              : `${weightsText(recorded)} was written, ${weightsText(now)} is there now`,
          )
          .join('; ')}
        .
      </span>
    </Strip>
  )
}
