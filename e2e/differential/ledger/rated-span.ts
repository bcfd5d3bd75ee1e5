import { isVictoriaMetrics } from '../lone-prometheus'

/** VictoriaMetrics takes a first sample that is big beside the next step for an old counter's. */
export const callsWithoutBytes = isVictoriaMetrics ? 1 : 0

/** Of the ledger, what a rate rests on: `increments` of this, in so many seconds. */
export type RatedSpan = { windowMs: number; countsFirst: boolean; scrapedSeconds: number }

/**
 * Prometheus knows what lies between the first and the last scrape of a window; VictoriaMetrics
 * begins with the scrape before it, and counts what a new counter's first one found. In epoch ms, the oldest first.
 */
export function ratedSpan(
  scrapes: readonly number[],
  { at, windowSeconds }: { at: number; windowSeconds: number },
): RatedSpan {
  const begin = at - windowSeconds * 1000
  const before = isVictoriaMetrics ? scrapes.findLast((scrape) => scrape <= begin) : undefined
  const first = before ?? scrapes.find((scrape) => scrape > begin) ?? begin
  const last = scrapes.findLast((scrape) => scrape <= at) ?? first
  return {
    // The ledger leaves out what is just as old as this.
    windowMs: Math.max(at - begin, at - first + 1),
    countsFirst: isVictoriaMetrics,
    scrapedSeconds: (last - first) / 1000,
  }
}
