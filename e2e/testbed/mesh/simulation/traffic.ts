import { drawBinomial, drawMultinomial, drawPoisson, drawTimes } from '../draw/random'
import type { TrafficPlan } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { type Counting, countCalls } from './count'
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

type Sending = Counting & { arrivals: Arrivals; called: Called }

/** Told of every call with how often it was made, copies included. */
export type Called = (call: ResolvedCall, count: number) => void

/** Follows `count` calls through their tries; what is repeated in one goes into the next. */
function send(sending: Sending, call: ResolvedCall, count: number): void {
  const { random, arrivals, called } = sending
  const { planned, tries } = call
  called(call, count)
  let left = count
  for (const ways of tries) {
    let again = 0
    const shares = ways.map(({ probability }) => probability)
    drawMultinomial(random, left, shares, (index, some) => {
      const way = ways[index]
      if (!way) return
      const { flow, isRepeated, mirrors } = way
      countCalls(sending, flow, planned, some)
      if (isRepeated) again += some
      if (flow.next) arrivals.set(flow.next, (arrivals.get(flow.next) ?? 0) + some)
      for (const { share, call: copy } of mirrors) {
        send(sending, copy, drawBinomial(random, some, share))
      }
    })
    left = again
    if (left === 0) return
  }
}

/** Draws one batch: what starts in so many seconds, and all that follows from it. */
export function drawTraffic(
  counting: Counting & { called: Called },
  { starts, flows }: { starts: readonly ResolvedStart[]; flows: Flows },
  seconds: number,
): void {
  const { random } = counting

  const begin = (): Arrivals => {
    const arrivals: Arrivals = new Map()
    for (const { requestsPerSecond, calls } of starts) {
      const even = calls.map(() => 1 / calls.length)
      const count = drawPoisson(random, requestsPerSecond * seconds)
      drawMultinomial(random, count, even, (pod, some) => {
        const call = calls[pod]
        if (call) send({ ...counting, arrivals }, call, some)
      })
    }
    return arrivals
  }

  const goOn = (arrivals: Arrivals): Arrivals => {
    const further: Arrivals = new Map()
    for (const [pod, count] of arrivals) {
      for (const call of flows.callsOf(pod)) {
        const made = drawTimes(random, count, call.planned.perRequest)
        send({ ...counting, arrivals: further }, call, made)
      }
    }
    return further
  }

  let arrivals = begin()
  for (let depth = 0; arrivals.size && depth < deepestChain; depth++) arrivals = goOn(arrivals)
}
