import { type Moments, mixtureOf, momentsOf, nothing, repeated, sumOf } from '../draw/moments'
import type { Outcome } from '../resolve/fate'
import type { PlannedCall, WorkloadBehaviour } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import { hop } from './shapes'

export type TimesInputs = {
  behaviourOf: (pod: MeshPod) => WorkloadBehaviour
  outcomesOf: (pod: MeshPod, call: PlannedCall) => readonly Outcome[]
}

/** Nobody waits longer than a route allows. */
const limited = (time: Moments, { timeoutMs }: Outcome): Moments =>
  timeoutMs !== null && time.mean > timeoutMs ? { mean: timeoutMs, variance: 0 } : time

/** How long a pod takes to answer, with all that it waits for: its calls go out one after another. */
export function newTimes({ behaviourOf, outcomesOf }: TimesInputs): (pod: MeshPod) => Moments {
  const known = new Map<string, Moments>()

  const waitFor = (outcome: Outcome) => {
    const answered = outcome.kind === 'arrives' ? sumOf(timeOf(outcome.server), hop) : hop
    const injected = { mean: outcome.delayMs, variance: 0 }
    return { probability: outcome.probability, ...sumOf(limited(answered, outcome), injected) }
  }

  const timeOf = (pod: MeshPod): Moments => {
    const workload = `${pod.namespace}/${pod.workload}`
    const before = known.get(workload)
    if (before) return before
    // A circle of calls ends here: the second time round nobody waits.
    known.set(workload, nothing)
    const { calls, latencyMs } = behaviourOf(pod)
    const waits = calls
      .filter(({ lastsSeconds }) => lastsSeconds === undefined)
      .map((call) => repeated(mixtureOf(outcomesOf(pod, call).map(waitFor)), call.perRequest))
    const time = sumOf(momentsOf(latencyMs), ...waits)
    known.set(workload, time)
    return time
  }

  return timeOf
}
