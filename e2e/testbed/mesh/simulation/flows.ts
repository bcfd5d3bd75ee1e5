import { momentsOf } from '../draw/moments'
import type { LedgerBook, LedgerRow } from '../ledger'
import type { MetricLabels } from '../report/peer-labels'
import { destinationReport, type Ended, sourceReport } from '../report/reports'
import type { HttpRequest } from '../resolve/http-match'
import { resolveCall } from '../resolve/resolve-call'
import { defaultBehaviour, type PlannedCall, type TrafficPlan } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { type Answer, answersOf } from './answers'
import { ledgerKey, serverOf } from './ledger-key'
import { type CallSeries, callSeries, type MetricsScope, type PodProxy } from './pod-proxy'
import { type CallShapes, callShapes } from './shapes'
import { newTimes } from './times'

/** One way in which a call can end, with everything that counts it. */
export type Flow = {
  row: LedgerRow
  source: CallSeries | null
  destination: CallSeries | null
  shapes: CallShapes | null
  /** The pod that answered and goes on to make its own calls. */
  next: MeshPod | null
}

/** A planned call of one pod, resolved in the present world. */
export type ResolvedCall = { perRequest: number; probabilities: number[]; flows: Flow[] }

export type Flows = {
  resolve(pod: MeshPod, call: PlannedCall): ResolvedCall
  /** The calls that a pod makes for each request that it answers. */
  callsOf(pod: MeshPod): readonly ResolvedCall[]
  /** How many calls have been resolved: routes are followed once, not for every request. */
  resolved(): number
}

export type FlowInputs = {
  world: World
  traffic: TrafficPlan
  scope: MetricsScope
  ledger: LedgerBook
  proxies: ReadonlyMap<string, PodProxy>
}

const requestOf = ({ host, port, path, method, headers }: PlannedCall): HttpRequest => ({
  host,
  port,
  path,
  method,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

const endedOf = (client: MeshPod, { host, port }: PlannedCall, answer: Answer): Ended => ({
  client,
  // A gateway's port is behind a load balancer that listens at 80.
  hostHeader: port === 80 || client.proxy === 'gateway' ? host : `${host}:${port}`,
  fate: answer.fate,
  code: answer.code,
  grpcStatus: '',
  protocol: 'http',
})

/** Resolves calls when they are first made in this world; a changed world needs new flows. */
export function newFlows({ world, traffic, scope, ledger, proxies }: FlowInputs): Flows {
  const callsByPod = new Map<string, ResolvedCall[]>()
  let resolved = 0

  const behaviourOf = (pod: MeshPod | null) =>
    (pod && traffic.workloads[`${pod.namespace}/${pod.workload}`]) ?? defaultBehaviour

  const outcomesOf = (pod: MeshPod, call: PlannedCall) => {
    resolved++
    return resolveCall(world, pod, requestOf(call))
  }

  const timeOf = newTimes({ behaviourOf, outcomesOf })

  const shapesOf = ({ fate, succeeds }: Answer): CallShapes => {
    const behaviour = behaviourOf(serverOf(fate))
    if (fate.kind !== 'arrives') return callShapes(fate, null, behaviour, succeeds)
    const time = succeeds ? timeOf(fate.server) : momentsOf(behaviour.latencyMs)
    return callShapes(fate, time, behaviour, succeeds)
  }

  const seriesOf = (pod: MeshPod | null, labels: MetricLabels | null) => {
    const proxy = pod && proxies.get(pod.key)
    return proxy && labels ? callSeries(proxy, labels, scope) : null
  }

  const flowOf = (client: MeshPod, call: PlannedCall, answer: Answer): Flow => {
    const ended = endedOf(client, call, answer)
    const server = serverOf(answer.fate)
    const source = seriesOf(client, sourceReport(ended))
    const destination = seriesOf(server, destinationReport(ended))
    const observer = source ? client.key : destination && server ? server.key : null
    return {
      row: ledger.row(ledgerKey(ended, observer)),
      source,
      destination,
      shapes: scope === 'all' ? shapesOf(answer) : null,
      next: answer.succeeds ? server : null,
    }
  }

  const resolve = (pod: MeshPod, call: PlannedCall): ResolvedCall => {
    const answers = outcomesOf(pod, call).flatMap((outcome) =>
      answersOf(outcome, behaviourOf(serverOf(outcome))),
    )
    return {
      perRequest: call.perRequest,
      probabilities: answers.map(({ probability }) => probability),
      flows: answers.map((answer) => flowOf(pod, call, answer)),
    }
  }

  const callsOf = (pod: MeshPod) => {
    const known = callsByPod.get(pod.key)
    if (known) return known
    const calls = behaviourOf(pod).calls.map((call) => resolve(pod, call))
    callsByPod.set(pod.key, calls)
    return calls
  }

  return { resolve, callsOf, resolved: () => resolved }
}
