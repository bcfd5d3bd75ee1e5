import { drawBinomial, drawMultinomial, drawPoisson, type Random } from '../draw/random'
import type { TrafficPlan } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { countCalls } from './count'
import type { Flows, ResolvedCall } from './flows'

/** One start of chains of calls, resolved for each pod that may begin it. */
export type ResolvedStart = { requestsPerSecond: number; calls: ResolvedCall[] }

/** Requests that pods have answered and that make them call others. */
type Arrivals = Map<MeshPod, number>

/** Deeper than any sane chain of calls; a circle of calls must end somewhere. */
const deepestChain = 16

export const resolveStarts = (traffic: TrafficPlan, world: World, flows: Flows): ResolvedStart[] =>
  traffic.starts.map(({ from, requestsPerSecond, ...call }) => ({
    requestsPerSecond,
    calls: [...world.pods.values()]
      .filter((pod) => pod.ready && `${pod.namespace}/${pod.workload}` === from)
      .map((pod) => flows.resolve(pod, { ...call, perRequest: 1 })),
  }))

/** Draws one batch: what starts in so many seconds, and all that follows from it. */
export function drawTraffic(
  random: Random,
  { starts, flows }: { starts: readonly ResolvedStart[]; flows: Flows },
  seconds: number,
): void {
  const send = (call: ResolvedCall, count: number, arrivals: Arrivals) =>
    drawMultinomial(random, count, call.probabilities, (index, some) => {
      const flow = call.flows[index]
      if (!flow) return
      countCalls(random, flow, some)
      if (flow.next) arrivals.set(flow.next, (arrivals.get(flow.next) ?? 0) + some)
    })

  const begin = (): Arrivals => {
    const arrivals: Arrivals = new Map()
    for (const { requestsPerSecond, calls } of starts) {
      const even = calls.map(() => 1 / calls.length)
      drawMultinomial(
        random,
        drawPoisson(random, requestsPerSecond * seconds),
        even,
        (pod, some) => {
          const call = calls[pod]
          if (call) send(call, some, arrivals)
        },
      )
    }
    return arrivals
  }

  /** A fraction of a call is made or not. */
  const goOn = (arrivals: Arrivals): Arrivals => {
    const further: Arrivals = new Map()
    for (const [pod, count] of arrivals) {
      for (const call of flows.callsOf(pod)) {
        const whole = Math.floor(call.perRequest)
        const extra = drawBinomial(random, count, call.perRequest - whole)
        send(call, whole * count + extra, further)
      }
    }
    return further
  }

  let arrivals = begin()
  for (let depth = 0; arrivals.size && depth < deepestChain; depth++) arrivals = goOn(arrivals)
}
