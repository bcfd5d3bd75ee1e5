/**
 * Samples that one question about requests may read. A store refuses, or is busy for many seconds,
 * somewhat above: Prometheus allows 50 million by default (`--query.max-samples`), for all at once.
 */
export const sampleBudget = 30_000_000

/** Never refused, in seconds: a picture of the last hour is what the console is for. */
export const alwaysOffered = 3600

export type Cost = {
  /** How many series a selection reads. */
  series: number
  /** Between two samples; `null` where nobody knows. */
  intervalSeconds: number | null
}

const usualInterval = 15

/** The longest of the windows (seconds, ascending) that keeps the budget. */
export function longestWithin(
  windows: readonly number[],
  { series, intervalSeconds }: Cost,
): number {
  const samplesPerSecond = series / (intervalSeconds ?? usualInterval)
  const fits = (window: number) =>
    window <= alwaysOffered || samplesPerSecond * window <= sampleBudget
  return windows.findLast(fits) ?? alwaysOffered
}

/** A rate needs two samples, and four to be steady. Seconds; `null` where the window is long enough. */
export function widened(windowSeconds: number, intervalSeconds: number | null): number | null {
  if (intervalSeconds === null || windowSeconds >= 2 * intervalSeconds) return null
  return Math.ceil((4 * intervalSeconds) / 60) * 60
}
