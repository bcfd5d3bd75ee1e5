'use client'
import { useNow } from '@/components/ui/use-now'
import { formatAge } from '@/lib/format/duration'
import { formatDayAndClock } from '@/lib/format/moment'

const leastStaleMs = 60_000

/** A picture is stale when it has missed three refreshes, and never within a minute. */
export const isStale = (ageMs: number, refreshSeconds: number) =>
  ageMs > Math.max(3 * refreshSeconds * 1000, leastStaleMs)

/** How old the newest sample on screen is. It ticks, so that a picture that stopped is seen to age. */
export function DataAge({
  observedAt,
  refresh,
  moment,
}: {
  /** Epoch ms; `null` while nothing is known. */
  observedAt: number | null
  /** Seconds. */
  refresh: number
  /** Epoch ms, when the screen shows the past. */
  moment: number | null
}) {
  const now = useNow()
  if (now === null || observedAt === null) return <span className="h-5 w-24 max-sm:w-14" />
  if (moment !== null) return <Age look="past">As of {formatDayAndClock(moment)}</Age>
  const age = now - observedAt
  return (
    <Age look={isStale(age, refresh) ? 'stale' : 'fresh'}>
      <span className="max-sm:sr-only">Data </span>
      {formatAge(age)} old
    </Age>
  )
}

const looks = {
  fresh: { text: 'text-muted', dot: 'bg-healthy rounded-full' },
  stale: { text: 'font-semibold text-degraded', dot: 'bg-degraded' },
  past: { text: 'text-muted', dot: 'border border-muted rounded-full' },
} as const

function Age({ look, children }: { look: keyof typeof looks; children: React.ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-2 whitespace-nowrap ${looks[look].text}`}>
      <span aria-hidden className={`size-2 ${looks[look].dot}`} />
      <span>{children}</span>
    </span>
  )
}
