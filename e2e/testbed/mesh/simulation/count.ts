import type { BucketShape } from '../draw/buckets'
import { type Histogram, observe } from '../draw/histogram'
import { drawBinomial, drawMultinomial, drawTimes, type Random } from '../draw/random'
import type { PlannedCall } from '../traffic-plan'
import { closeConnections, openConnections, passBytes } from './connection-groups'
import { type Flow, groupsOf, passMessages } from './flow'
import type { Ended, HeldBook } from './held'
import { type CallShapes, lastingShape } from './shapes'

export type Counting = { random: Random; held: HeldBook }

/** Writes `count` calls that went this way into the ledger and the counters of every proxy. */
export function countCalls(
  { random, held }: Counting,
  flow: Flow,
  planned: PlannedCall,
  count: number,
): void {
  const isConnection = flow.connections !== null
  const staysOpen = flow.carries && (isConnection || planned.lastsSeconds !== undefined)
  if (staysOpen) held.open(flow, planned, count)
  if (!flow.carries) closeAtOnce(flow, count)
  if (staysOpen || isConnection) return
  countRequests(random, flow, flow.shapes, count)
  if (!flow.carries) return
  held.pool(random, flow, count)
  if (flow.row.protocol !== 'grpc') return
  const { request, response } = planned.messages
  passMessages(flow, drawTimes(random, count, request), drawTimes(random, count, response))
}

/** Streams and WebSockets are requests that show when they end; their bytes have passed before. */
export function countEnded(random: Random, { flow, count, meanSeconds }: Ended): void {
  const duration = lastingShape(meanSeconds)
  const shapes = flow.shapes && { ...flow.shapes, duration, callerDuration: duration, shift: null }
  countRequests(random, { ...flow, legs: [] }, shapes, count)
}

/** Nothing comes through such a connection. */
function closeAtOnce(flow: Flow, count: number) {
  for (const group of groupsOf(flow)) {
    openConnections(group, count)
    closeConnections(group, count)
  }
}

function countRequests(random: Random, flow: Flow, shapes: CallShapes | null, count: number) {
  flow.row.requests += count
  for (const series of flow.outer) series.requests += count
  for (const series of flow.inner) series.requests += count
  const isUnheard = !flow.carries && flow.outer.length + flow.inner.length === 0
  if (!shapes || isUnheard) return
  countDurations(random, flow, shapes, count)
  const received = countBytes(random, flow, 'requestBytes', shapes, count)
  const sent = countBytes(random, flow, 'responseBytes', shapes, count)
  flow.row.receivedBytes += received
  flow.row.sentBytes += sent
  if (flow.carries) for (const leg of flow.legs) passBytes(leg, received, sent)
}

type Measure = 'duration' | 'requestBytes' | 'responseBytes'

const histogramsOf = (series: Flow['outer'], measure: Measure): Histogram[] =>
  series.flatMap(({ histograms }) => histograms?.[measure] ?? [])

/** One draw for both ends: the caller's time is in the same bucket as the callee's or the next. */
function countDurations(random: Random, flow: Flow, shapes: CallShapes, count: number): void {
  const { duration, callerDuration, shift } = shapes
  const outer = histogramsOf(flow.outer, 'duration')
  const inner = histogramsOf(flow.inner, 'duration')
  const write = (to: Histogram[], bucket: number, some: number, { means }: BucketShape) => {
    for (const histogram of to) observe(histogram, bucket, some, means[bucket] ?? 0)
  }
  const seen = (bucket: number, some: number) => {
    if (some === 0) return
    write(outer, bucket, some, callerDuration)
    flow.row.durationBuckets[bucket] = (flow.row.durationBuckets[bucket] ?? 0) + some
  }
  drawMultinomial(random, count, duration.shares, (bucket, some) => {
    write(inner, bucket, some, duration)
    if (shift === null) return
    const slower = outer.length ? drawBinomial(random, some, shift[bucket] ?? 0) : 0
    seen(bucket, some - slower)
    seen(bucket + 1, slower)
  })
  if (shift === null) drawMultinomial(random, count, callerDuration.shares, seen)
}

/** Answers how many bytes that is. */
function countBytes(
  random: Random,
  flow: Flow,
  measure: Exclude<Measure, 'duration'>,
  shapes: CallShapes,
  count: number,
): number {
  const histograms = [...histogramsOf(flow.outer, measure), ...histogramsOf(flow.inner, measure)]
  const { shares, means } = shapes[measure]
  let total = 0
  drawMultinomial(random, count, shares, (bucket, some) => {
    const mean = means[bucket] ?? 0
    for (const histogram of histograms) observe(histogram, bucket, some, mean)
    total += some * mean
  })
  return Math.round(total)
}
