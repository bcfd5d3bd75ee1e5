import { type BucketShape, bucketShape, cutAt, shiftUp } from '../draw/buckets'
import { lognormalOf, type Moments, momentsOf, repeated, sumOf } from '../draw/moments'
import type { Lognormal, WorkloadBehaviour } from '../traffic-plan'
import type { Answer } from './answers'

/** How the measures of one kind of call fall into Istio's buckets. */
export type CallShapes = {
  /** As the callee's proxy sees it. */
  duration: BucketShape
  /** As the caller's proxy sees it: never less, for it waits for the other. */
  callerDuration: BucketShape
  /**
   * By bucket of `duration`: the share whose `callerDuration` is in the next bucket up. `null` where
   * it may be further up, because of a wait before or of other tries: then each is drawn by itself.
   */
  shift: Float64Array | null
  requestBytes: BucketShape
  responseBytes: BucketShape
}

/** Two proxies and the network between them. */
export const hop: Moments = momentsOf({ median: 0.8, sigma: 0.4 })
/** A proxy's own answer needs no network, a closed connection does. */
const proxyAnswer: Lognormal = { median: 0.3, sigma: 0.3 }
/** A host beyond the mesh, wherever it is. */
const farAway: Lognormal = { median: 45, sigma: 0.5 }
const errorBody: Lognormal = { median: 180, sigma: 0.1 }

const exactly = (mean: number): Moments => ({ mean, variance: 0 })

export type ShapesInput = {
  answer: Answer
  /** The callee with all that it waits for; `null` where nothing arrives. */
  time: Moments | null
  behaviour: WorkloadBehaviour
  delayMs: number
  limitMs: number | null
  /** Tries that came before this one. */
  triesBefore: number
}

function durations({ answer, time, delayMs, limitMs, triesBefore }: ShapesInput) {
  const isAnsweredAbroad = answer.fate.kind === 'external' || answer.fate.kind === 'passthrough'
  const own = momentsOf(isAnsweredAbroad ? farAway : proxyAnswer)
  const toServer = time ?? own
  const oneTry = time ? sumOf(time, hop) : own
  if (answer.isTimeout && limitMs !== null) {
    const atLimit = sumOf(repeated(exactly(limitMs), triesBefore + 1), exactly(delayMs))
    return {
      duration: bucketShape(lognormalOf(exactly(limitMs))),
      callerDuration: bucketShape(lognormalOf(atLimit)),
    }
  }
  const whole = sumOf(repeated(oneTry, triesBefore + 1), exactly(delayMs))
  const [duration, callerDuration] = [toServer, whole].map((moments) =>
    bucketShape(lognormalOf(moments)),
  ) as [BucketShape, BucketShape] // two in, two out
  if (limitMs === null) return { duration, callerDuration }
  return {
    duration: cutAt(duration, limitMs),
    callerDuration: cutAt(callerDuration, limitMs * (triesBefore + 1) + delayMs),
  }
}

export function callShapes(input: ShapesInput): CallShapes {
  const { answer, behaviour, delayMs, triesBefore } = input
  const { duration, callerDuration } = durations(input)
  const isAnswered = answer.fate.kind === 'arrives' ? answer.succeeds : answer.flags.length === 0
  const hasBody = isAnswered && !answer.isTimeout && answer.fate.kind !== 'failed'
  return {
    duration,
    callerDuration,
    shift: delayMs > 0 || triesBefore > 0 ? null : shiftUp(duration, callerDuration),
    requestBytes: bucketShape(behaviour.requestBytes),
    responseBytes: bucketShape(hasBody ? behaviour.responseBytes : errorBody),
  }
}

/** Open for a time without memory: most end early, a few last long. */
export const lastingShape = (meanSeconds: number): BucketShape =>
  bucketShape(lognormalOf({ mean: meanSeconds * 1000, variance: (meanSeconds * 1000) ** 2 }))
