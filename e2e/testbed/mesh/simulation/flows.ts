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
import { type CallShapes, callShapes } from './shapes'
import { newTimes } from './times'

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
}

export type Flows = {
  resolve(pod: MeshPod, call: PlannedCall): ResolvedCall
  /** The calls that a pod makes for each request that it answers. */
  callsOf(pod: MeshPod): readonly ResolvedCall[]
  /** How many calls have been resolved: routes are followed once, not for every request. */
  resolved(): number
}

/** Keys of pods that a client's proxy leaves out for their errors. */
export type Ejected = (client: MeshPod) => ReadonlySet<string>

type FlowsInputs = FlowInputs & { traffic: TrafficPlan; ejected: Ejected }

type Kind = Exclude<LedgerKey['kind'], 'leg'>
type Try = { kind: Kind; triesBefore: number; isLast: boolean }

const requestOf = ({ headers, ...call }: PlannedCall): HttpRequest => ({
  ...call,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

/** A gateway's port is behind a load balancer that listens at 80. */
const hostHeader = (client: MeshPod, { host, port }: PlannedCall) =>
  port === 80 || client.proxy === 'gateway' ? host : `${host}:${port}`

/** As Envoy joins them; a try that was the last one allowed says so. */
function flagsOf({ fate, flags, isRetriable }: Answer, { isLast }: Try): string {
  const ofFate = fate.kind === 'failed' && fate.flags !== '-' ? fate.flags.split(',') : []
  const all = new Set([...flags, ...ofFate, ...(isRetriable && isLast ? ['URX'] : [])])
  return all.size ? [...all].join(',') : '-'
}

const hungUp = { code: '0', flags: 'DC', grpcStatus: '' }

const triesOf = (outcomes: readonly Outcome[], answers: readonly Answer[]) =>
  answers.some(({ isRetriable }) => isRetriable)
    ? 1 + Math.max(...outcomes.map(({ retries }) => retries.attempts))
    : 1

/** Resolves calls when they are first made in this world; a changed world needs new flows. */
export function newFlows(inputs: FlowsInputs): Flows {
  const { world, traffic, ejected } = inputs
  const callsByPod = new Map<string, ResolvedCall[]>()
  let resolved = 0

  const behaviourOf = (pod: MeshPod | null) =>
    (pod && traffic.workloads[`${pod.namespace}/${pod.workload}`]) ?? defaultBehaviour

  const outcomesOf = (pod: MeshPod, call: PlannedCall) => {
    resolved++
    return resolveCall(world, pod, requestOf(call), { ejected: ejected(pod) })
  }

  const timeOf = newTimes({ behaviourOf, outcomesOf })

  /** A server that fails does so before it has called anybody. */
  const serverTime = (outcome: Outcome, succeeds: boolean) => {
    if (outcome.kind !== 'arrives') return null
    return succeeds ? timeOf(outcome.server) : momentsOf(behaviourOf(outcome.server).latencyMs)
  }

  const shapesOf = (outcome: Outcome, answer: Answer, triesBefore: number): CallShapes =>
    callShapes({
      answer,
      time: serverTime(outcome, answer.succeeds),
      behaviour: behaviourOf(serverOf(outcome)),
      delayMs: outcome.delayMs,
      limitMs: outcome.retries.perTryTimeoutMs ?? outcome.timeoutMs,
      triesBefore,
    })

  const flowOf = (
    client: MeshPod,
    call: PlannedCall,
    outcome: Outcome,
    answer: Answer,
    one: Try,
  ) => {
    const server = serverOf(answer.fate)
    const { requestBytes, responseBytes } = behaviourOf(server)
    const ended: Ended = {
      client,
      hostHeader: hostHeader(client, call),
      fate: answer.fate,
      code: answer.code,
      grpcStatus: answer.grpcStatus,
      protocol: outcome.protocol,
      flags: flagsOf(answer, one),
      ...(answer.isTimeout ? { atServer: hungUp } : {}),
      ...(one.kind === 'mirror' ? { isMirrored: true } : {}),
    }
    return newFlow(inputs, {
      ended,
      kind: one.kind,
      shapes: inputs.scope === 'all' ? shapesOf(outcome, answer, one.triesBefore) : null,
      bytes: { received: momentsOf(requestBytes), sent: momentsOf(responseBytes) },
      next: answer.succeeds ? server : null,
    })
  }

  const answersTo = (call: PlannedCall, outcome: Outcome) =>
    answersOf({
      outcome,
      behaviour: behaviourOf(serverOf(outcome)),
      time: serverTime(outcome, true),
      isUpgrade: call.lastsSeconds !== undefined,
    }).map((answer) => ({ outcome, answer }))

  function follow(pod: MeshPod, call: PlannedCall, outcomes: readonly Outcome[], kind: Kind) {
    const ends = outcomes.flatMap((outcome) => answersTo(call, outcome))
    const answers = ends.map(({ answer }) => answer)
    const count = kind === 'mirror' ? 1 : triesOf(outcomes, answers)
    const mirrorsOf = (outcome: Outcome) =>
      kind === 'mirror'
        ? []
        : outcome.mirrors.map((mirror) => ({
            share: mirror.share,
            call: follow(pod, call, mirror.outcomes, 'mirror'),
          }))
    const mirrors = new Map(outcomes.map((outcome) => [outcome, mirrorsOf(outcome)]))
    const tries = Array.from({ length: count }, (_, triesBefore) =>
      ends.map(({ outcome, answer }): Way => {
        const isLast = triesBefore === count - 1
        const isRepeated = answer.isRetriable && !isLast
        const one: Try = { kind: isRepeated ? 'try' : kind, triesBefore, isLast }
        return {
          probability: answer.probability,
          flow: flowOf(pod, call, outcome, answer, one),
          isRepeated,
          mirrors: triesBefore === 0 ? (mirrors.get(outcome) ?? []) : [],
        }
      }),
    )
    return { planned: call, tries } satisfies ResolvedCall
  }

  const resolve = (pod: MeshPod, call: PlannedCall): ResolvedCall =>
    follow(pod, call, outcomesOf(pod, call), 'call')

  const callsOf = (pod: MeshPod) => {
    const known = callsByPod.get(pod.key)
    if (known) return known
    const calls = behaviourOf(pod).calls.map((call) => resolve(pod, call))
    callsByPod.set(pod.key, calls)
    return calls
  }

  return { resolve, callsOf, resolved: () => resolved }
}
