import { observe } from '../draw/histogram'
import { drawBinomial, drawMultinomial, type Random } from '../draw/random'
import type { Flow } from './flows'
import type { CallShapes } from './shapes'

/** Writes `count` requests that ended this way into the ledger and the counters of both proxies. */
export function countCalls(random: Random, flow: Flow, count: number): void {
  flow.row.requests += count
  if (flow.source) flow.source.requests += count
  if (flow.destination) flow.destination.requests += count
  if (!flow.shapes) return
  countDurations(random, flow, flow.shapes, count)
  countBytes(random, flow, flow.shapes, count)
}

/** One draw for both ends: the caller's time is in the same bucket as the callee's or the next. */
function countDurations(random: Random, flow: Flow, shapes: CallShapes, count: number): void {
  const atSource = flow.source?.histograms?.duration
  const atDestination = flow.destination?.histograms?.duration
  const seen = (bucket: number, some: number) => {
    if (some === 0) return
    const mean = shapes.callerDuration.means[bucket] ?? 0
    if (atSource) observe(atSource, bucket, some, mean)
    flow.row.durationBuckets[bucket] = (flow.row.durationBuckets[bucket] ?? 0) + some
  }
  drawMultinomial(random, count, shapes.duration.shares, (bucket, some) => {
    if (atDestination) observe(atDestination, bucket, some, shapes.duration.means[bucket] ?? 0)
    const slower = atSource ? drawBinomial(random, some, shapes.shift[bucket] ?? 0) : 0
    seen(bucket, some - slower)
    seen(bucket + 1, slower)
  })
}

function countBytes(random: Random, flow: Flow, shapes: CallShapes, count: number): void {
  for (const measure of ['requestBytes', 'responseBytes'] as const) {
    const { shares, means } = shapes[measure]
    drawMultinomial(random, count, shares, (bucket, some) => {
      for (const series of [flow.source, flow.destination]) {
        if (series?.histograms)
          observe(series.histograms[measure], bucket, some, means[bucket] ?? 0)
      }
    })
  }
}
