import { healthReasonWords } from '@/components/mesh/health-reason'
import type { HealthReason as Reason } from '@/lib/domain/health/health'

/** Beside the colour, what it was held against. */
export function HealthReason({ reason }: { reason: Reason | null }) {
  const words = healthReasonWords(reason)
  return words === '' ? null : <p className="-mt-2 text-small text-muted">{words}</p>
}
