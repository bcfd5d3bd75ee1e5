import { type BucketShape, bucketShape, shiftUp } from '../draw/buckets'
import { lognormalOf, type Moments, momentsOf, sumOf } from '../draw/moments'
import type { Fate } from '../resolve/fate'
import type { Lognormal, WorkloadBehaviour } from '../traffic-plan'

/** How the measures of one kind of call fall into Istio's buckets. */
export type CallShapes = {
  /** As the callee's proxy sees it. */
  duration: BucketShape
  /** As the caller's proxy sees it: never less, for it waits for the other. */
  callerDuration: BucketShape
  /** By bucket of `duration`: the share whose `callerDuration` is in the next bucket up. */
  shift: Float64Array
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

const durationWithoutArrival = (fate: Fate): Lognormal =>
  fate.kind === 'passthrough' ? farAway : proxyAnswer

/** `time` is how long the callee takes with all that it waits for; `null` where nothing arrives. */
export function callShapes(
  fate: Fate,
  time: Moments | null,
  behaviour: WorkloadBehaviour,
  succeeds: boolean,
): CallShapes {
  const duration = bucketShape(time ? lognormalOf(time) : durationWithoutArrival(fate))
  const callerDuration = time ? bucketShape(lognormalOf(sumOf(time, hop))) : duration
  const answered = succeeds || fate.kind === 'passthrough'
  return {
    duration,
    callerDuration,
    shift: shiftUp(duration, callerDuration),
    requestBytes: bucketShape(behaviour.requestBytes),
    responseBytes: bucketShape(answered ? behaviour.responseBytes : errorBody),
  }
}
