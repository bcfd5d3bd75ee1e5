import type { HealthReason } from '@/lib/domain/health/health'
import { formatCount } from '@/lib/format/count'
import { formatPercent } from '@/lib/format/percent'

const measures = {
  errors: 'failed',
  clientErrors: 'refused for the caller’s own fault (4xx)',
} as const

/** What a health was held against: the colour never stands without its thresholds. */
export function healthReasonWords(reason: HealthReason | null): string {
  if (reason === null) return ''
  const by = reason.setBy === null ? '' : `, as ${reason.setBy} asks for`
  if (reason.measure === 'tooFewRequests')
    return `About ${formatCount(reason.requests)} seen: fewer than ${reason.minimum} say nothing of health${by}.`
  const { measure, ratio, thresholds } = reason
  return (
    `${formatPercent(ratio)} ${measures[measure]}: degraded from ${formatPercent(thresholds.degraded)}, ` +
    `failing from ${formatPercent(thresholds.failing)}${by}.`
  )
}
