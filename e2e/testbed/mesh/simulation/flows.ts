import type { Outcome } from '../resolve/fate'
import type { PlannedCall } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import {
  type CallEnd,
  type CallEnds,
  type CallEndsInputs,
  type CallOfPod,
  newCallEnds,
  type Try,
} from './call-ends'
import { type Suspect, suspectsOf } from './ejections'
import type { Flow } from './flow'

/** One way in which a try of a call ends. */
export type Way = {
  probability: number
  flow: Flow
  /** A proxy tries again; whoever called knows nothing of this end. */
  isRepeated: boolean
  /** Copies that go out with the call. */
  mirrors: readonly { share: number; call: ResolvedCall }[]
}

/** A planned call of one pod, resolved in the present world. */
export type ResolvedCall = {
  planned: PlannedCall
  /** The first try, and those that follow while there are ways that are repeated. */
  tries: readonly (readonly Way[])[]
  /** Servers that the client's proxy would leave out. */
  suspects: readonly Suspect[]
}

export type Flows = {
  resolve(pod: MeshPod, call: PlannedCall): ResolvedCall
  /** The calls that a pod makes for each request that it answers. */
  callsOf(pod: MeshPod): readonly ResolvedCall[]
  /** How many calls have been resolved: routes are followed once, not for every request. */
  resolved(): number
}

const triesOf = (ends: readonly CallEnd[]) =>
  ends.some(({ answer }) => answer.isRetriable)
    ? 1 + Math.max(...ends.map(({ outcome }) => outcome.retries.attempts))
    : 1

type Following = { callEnds: CallEnds; ofPod: CallOfPod; kind: 'call' | 'mirror' }

/** A copy is sent once, and copies are not copied. */
function follow({ callEnds, ofPod, kind }: Following, outcomes: readonly Outcome[]): ResolvedCall {
  const ends = outcomes.flatMap((outcome) => callEnds.endsOf(ofPod.call, outcome))
  const count = kind === 'mirror' ? 1 : triesOf(ends)

  const mirrorsOf = (outcome: Outcome) =>
    outcome.mirrors.map(({ share, outcomes: copies }) => ({
      share,
      call: follow({ callEnds, ofPod, kind: 'mirror' }, copies),
    }))
  const mirrors = new Map(
    kind === 'mirror' ? [] : outcomes.map((outcome) => [outcome, mirrorsOf(outcome)]),
  )
  const wayOf = (end: CallEnd, triesBefore: number): Way => {
    const isLast = triesBefore === count - 1
    const isRepeated = end.answer.isRetriable && !isLast
    const one: Try = { kind: isRepeated ? 'try' : kind, triesBefore, isLast }
    return {
      probability: end.answer.probability,
      flow: callEnds.flowOf(ofPod, end, one),
      isRepeated,
      mirrors: triesBefore === 0 ? (mirrors.get(end.outcome) ?? []) : [],
    }
  }
  return {
    planned: ofPod.call,
    tries: Array.from({ length: count }, (_, triesBefore) =>
      ends.map((end) => wayOf(end, triesBefore)),
    ),
    suspects: suspectsOf(ofPod.client, ends),
  }
}

/** Resolves calls when they are first made in this world; a changed world needs new flows. */
export function newFlows(inputs: CallEndsInputs): Flows {
  const { traffic } = inputs
  const callEnds = newCallEnds(inputs)
  const callsByPod = new Map<string, ResolvedCall[]>()

  const resolve = (client: MeshPod, call: PlannedCall): ResolvedCall => {
    const ofPod = { client, call }
    return follow({ callEnds, ofPod, kind: 'call' }, callEnds.outcomesOf(ofPod))
  }
  return {
    resolve,
    callsOf: (pod) => {
      const known = callsByPod.get(pod.key)
      if (known) return known
      const planned = traffic.workloads[`${pod.namespace}/${pod.workload}`]?.calls ?? []
      const calls = planned.map((call) => resolve(pod, call))
      callsByPod.set(pod.key, calls)
      return calls
    },
    resolved: callEnds.resolved,
  }
}
