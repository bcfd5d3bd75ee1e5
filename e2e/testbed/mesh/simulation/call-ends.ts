import { momentsOf } from '../draw/moments'
import type { LedgerKey } from '../ledger'
import type { Ended } from '../report/ended'
import type { Outcome } from '../resolve/fate'
import type { HttpRequest } from '../resolve/http-match'
import { resolveCall } from '../resolve/resolve-call'
import { defaultBehaviour, type PlannedCall, type TrafficPlan } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import { type Answer, answersOf } from './answers'
import { type Flow, type FlowInputs, newFlow } from './flow'
import { serverOf } from './ledger-key'
import { callShapes } from './shapes'
import { newTimes } from './times'

/** Keys of pods that a client's proxy leaves out for their errors. */
export type Ejected = (client: MeshPod) => ReadonlySet<string>

export type CallEndsInputs = FlowInputs & { traffic: TrafficPlan; ejected: Ejected }

export type CallOfPod = { client: MeshPod; call: PlannedCall }

/** One way in which a try of a call can end. */
export type CallEnd = { outcome: Outcome; answer: Answer }

export type Try = {
  kind: Exclude<LedgerKey['kind'], 'leg'>
  triesBefore: number
  /** No other follows, whatever comes of it. */
  isLast: boolean
}

export type CallEnds = {
  outcomesOf(ofPod: CallOfPod): readonly Outcome[]
  endsOf(call: PlannedCall, outcome: Outcome): CallEnd[]
  flowOf(ofPod: CallOfPod, end: CallEnd, one: Try): Flow
  /** How many calls have been resolved so far. */
  resolved(): number
}

const requestOf = ({ headers, ...call }: PlannedCall): HttpRequest => ({
  ...call,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

/** A gateway's port is behind a load balancer that listens at 80. */
const hostHeader = ({ client, call: { host, port } }: CallOfPod) =>
  port === 80 || client.proxy === 'gateway' ? host : `${host}:${port}`

/** As Envoy joins them; a try that was the last one allowed says so. */
function flagsOf({ fate, flags, isRetriable }: Answer, { isLast }: Try): string {
  const ofFate = fate.kind === 'failed' && fate.flags !== '-' ? fate.flags.split(',') : []
  const all = new Set([...flags, ...ofFate, ...(isRetriable && isLast ? ['URX'] : [])])
  return all.size ? [...all].join(',') : '-'
}

const hungUp = { code: '0', flags: 'DC', grpcStatus: '' }

const endedOf = (ofPod: CallOfPod, { outcome, answer }: CallEnd, one: Try): Ended => ({
  client: ofPod.client,
  hostHeader: hostHeader(ofPod),
  fate: answer.fate,
  code: answer.code,
  grpcStatus: answer.grpcStatus,
  protocol: outcome.protocol,
  flags: flagsOf(answer, one),
  ...(answer.isTimeout ? { atServer: hungUp } : {}),
  ...(one.kind === 'mirror' ? { isMirrored: true } : {}),
})

/** Of what limits one try. */
const limitOf = ({ retries, timeoutMs }: Outcome) => retries.perTryTimeoutMs ?? timeoutMs

/** Asks where calls go in this world, and what everybody says of how they end. */
export function newCallEnds(inputs: CallEndsInputs): CallEnds {
  const { world, traffic, ejected, scope } = inputs
  let resolved = 0

  const behaviourOf = (pod: MeshPod | null) =>
    (pod && traffic.workloads[`${pod.namespace}/${pod.workload}`]) ?? defaultBehaviour

  const outcomesOf = ({ client, call }: CallOfPod) => {
    resolved++
    return resolveCall(world, client, requestOf(call), { ejected: ejected(client) })
  }

  const timeOf = newTimes({
    behaviourOf,
    outcomesOf: (client, call) => outcomesOf({ client, call }),
  })

  /** A server that fails does so before it has called anybody. */
  const serverTime = (outcome: Outcome, succeeds: boolean) => {
    if (outcome.kind !== 'arrives') return null
    return succeeds ? timeOf(outcome.server) : momentsOf(behaviourOf(outcome.server).latencyMs)
  }

  const shapesOf = ({ outcome, answer }: CallEnd, triesBefore: number) =>
    callShapes({
      answer,
      time: serverTime(outcome, answer.succeeds),
      behaviour: behaviourOf(serverOf(outcome)),
      delayMs: outcome.delayMs,
      limitMs: limitOf(outcome),
      triesBefore,
    })

  return {
    outcomesOf,
    endsOf: (call, outcome) =>
      answersOf({
        outcome,
        behaviour: behaviourOf(serverOf(outcome)),
        time: serverTime(outcome, true),
        isUpgrade: call.lastsSeconds !== undefined,
      }).map((answer) => ({ outcome, answer })),
    flowOf: (ofPod, end, one) => {
      const server = serverOf(end.answer.fate)
      const { requestBytes, responseBytes } = behaviourOf(server)
      return newFlow(inputs, {
        ended: endedOf(ofPod, end, one),
        kind: one.kind,
        shapes: scope === 'all' ? shapesOf(end, one.triesBefore) : null,
        bytes: { received: momentsOf(requestBytes), sent: momentsOf(responseBytes) },
        next: end.answer.succeeds ? server : null,
      })
    },
    resolved: () => resolved,
  }
}
