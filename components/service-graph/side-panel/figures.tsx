import { healthLooks } from '@/components/mesh/health'
import type { Health } from '@/lib/domain/health/health'
import type { LatencyMs, Traffic } from '@/lib/domain/traffic/traffic'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { latencyQuantity } from '@/lib/format/duration'
import type { Quantity } from '@/lib/format/number'
import { percentQuantity } from '@/lib/format/percent'
import { formatRate, rateQuantity } from '@/lib/format/rate'
import { isSilent, isTrouble } from '../words'

type FigureProps = { name: string; value: Quantity; className?: string }

function Figure({ name, value, className = '' }: FigureProps) {
  return (
    <div className="min-w-0 flex-1">
      <dd className={`truncate text-large font-semibold ${className}`}>
        {value.number}
        <span className="text-small font-medium text-muted">
          {value.unit.startsWith('/') ? '' : ' '}
          {value.unit}
        </span>
      </dd>
      <dt className="text-small text-muted">{name}</dt>
    </div>
  )
}

/** The numbers that a selection is judged by: those that are known. TCP has others, and no outcome. */
export function Figures({
  traffic,
  health,
  latencyMs,
}: {
  traffic: Traffic
  health: Health
  /** A node has none of its own. */
  latencyMs?: LatencyMs | null
}) {
  if (isSilent(traffic)) return <p className="text-muted">No traffic seen in this window.</p>
  const { requestsPerSecond, errorRatio } = traffic
  if (requestsPerSecond === null) return <TcpFacts traffic={traffic} />
  const p95 = latencyMs?.p95 ?? null
  return (
    <dl className="flex gap-2 [&>div]:flex [&>div]:flex-col">
      <Figure name="requests" value={rateQuantity(requestsPerSecond)} />
      {errorRatio !== null && (
        <Figure
          name="errors"
          value={percentQuantity(errorRatio)}
          className={isTrouble(health) ? healthLooks[health].text : ''}
        />
      )}
      {p95 !== null && <Figure name="p95" value={latencyQuantity(p95)} />}
    </dl>
  )
}

function TcpFacts({ traffic: { bytesPerSecond, connectionsPerSecond } }: { traffic: Traffic }) {
  const rows = [
    // Istio names the directions as the server sees them: what it received the client had sent.
    ['To the destination', bytesPerSecond && formatBytesPerSecond(bytesPerSecond.received)],
    ['Back to the caller', bytesPerSecond && formatBytesPerSecond(bytesPerSecond.sent)],
    ['Connections opened', connectionsPerSecond === null ? null : formatRate(connectionsPerSecond)],
  ]
  return (
    <dl className="flex flex-col gap-1">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between">
          <dt className="text-muted">{name}</dt>
          <dd className="font-semibold">{value ?? 'not known'}</dd>
        </div>
      ))}
    </dl>
  )
}
