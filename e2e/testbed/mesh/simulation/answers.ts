import { shareAbove } from '../draw/buckets'
import { lognormalOf, type Moments } from '../draw/moments'
import type { Fate, Outcome } from '../resolve/fate'
import type { WorkloadBehaviour } from '../traffic-plan'
import { isRetriable } from './retries'

/** How one call ended, with its probability: where it went, and what the application said. */
export type Answer = {
  fate: Fate
  code: string
  grpcStatus: string
  /** Beside the fate's own: `DI` after an injected wait, `UT` when nobody waited any longer. */
  flags: string[]
  probability: number
  /** The application has answered, and goes on to call others. */
  succeeds: boolean
  /** The client's proxy gave up first; the server's saw the client leave. */
  isTimeout: boolean
  /** The client's proxy tries again, if it may. */
  isRetriable: boolean
}

type Said = Pick<Answer, 'code' | 'grpcStatus' | 'probability' | 'succeeds' | 'isTimeout'>

/** What Envoy makes of its own HTTP answer where the client speaks gRPC. */
const grpcStatusOf: Readonly<Record<string, string>> = {
  '400': '13',
  '401': '16',
  '403': '7',
  '404': '12',
  '429': '14',
  '502': '14',
  '503': '14',
  '504': '14',
}

type Wire = { protocol: Outcome['protocol']; isUpgrade: boolean }

/** A proxy's own answer, in the words of the protocol. */
function ownAnswer(code: string, { protocol }: Wire): Pick<Said, 'code' | 'grpcStatus'> {
  if (protocol === 'tcp') return { code: '', grpcStatus: '' }
  if (protocol === 'http' || code === '0') return { code, grpcStatus: '' }
  return { code: '200', grpcStatus: grpcStatusOf[code] ?? '2' }
}

function success({ protocol, isUpgrade }: Wire): Pick<Said, 'code' | 'grpcStatus'> {
  if (protocol === 'tcp') return { code: '', grpcStatus: '' }
  if (protocol === 'grpc') return { code: '200', grpcStatus: '0' }
  return { code: isUpgrade ? '101' : '200', grpcStatus: '' }
}

/** Errors come from the scenario, and only from an application that the call has reached. */
function applicationSays(behaviour: WorkloadBehaviour, wire: Wire): Said[] {
  const errors = behaviour.errors.flatMap(({ code, grpcStatus, share }) => {
    if (wire.protocol === 'http' && code !== undefined) {
      return [{ code: String(code), grpcStatus: '', share }]
    }
    return wire.protocol === 'grpc' && grpcStatus !== undefined
      ? [{ code: '200', grpcStatus: String(grpcStatus), share }]
      : []
  })
  const failed = errors.reduce((sum, { share }) => sum + share, 0)
  return [
    { ...success(wire), probability: 1 - failed, succeeds: true, isTimeout: false },
    ...errors.map(({ share, ...said }) => ({
      ...said,
      probability: share,
      succeeds: false,
      isTimeout: false,
    })),
  ]
}

/** Of what the application would say, the part that comes too late becomes the proxy's own 504. */
function withinLimit(said: readonly Said[], tooLate: number, wire: Wire): Said[] {
  if (tooLate <= 0) return [...said]
  const late = { ...ownAnswer('504', wire), probability: tooLate, succeeds: false, isTimeout: true }
  return [
    ...said.map((one) => ({ ...one, probability: one.probability * (1 - tooLate) })),
    // The application knows nothing of it and makes its calls all the same.
    { ...late, succeeds: true },
  ]
}

const codeWithoutArrival = (fate: Fate): string => {
  if (fate.kind === 'failed') return fate.code
  // The client sees a closed connection, no status.
  return fate.kind === 'refused' ? '0' : '200'
}

function withoutArrival(fate: Fate, wire: Wire): Said {
  const isAnswered = fate.kind === 'external' || fate.kind === 'passthrough'
  const said = isAnswered ? success(wire) : ownAnswer(codeWithoutArrival(fate), wire)
  return { ...said, probability: 1, succeeds: false, isTimeout: false }
}

export type AnswersInput = {
  outcome: Outcome
  behaviour: WorkloadBehaviour
  /** Of the server with all that it waits for; `null` where nothing arrives. */
  time: Moments | null
  isUpgrade: boolean
}

/** Every way in which one outcome of a call ends. Their probabilities sum to the outcome's. */
export function answersOf({ outcome, behaviour, time, isUpgrade }: AnswersInput): Answer[] {
  const { probability, protocol, delayMs, timeoutMs, retries } = outcome
  const fate: Fate = outcome
  const wire: Wire = { protocol, isUpgrade }
  const limitMs = retries.perTryTimeoutMs ?? timeoutMs
  const tooLate = limitMs === null || !time ? 0 : shareAbove(lognormalOf(time), limitMs)
  const said =
    fate.kind === 'arrives'
      ? withinLimit(applicationSays(behaviour, wire), tooLate, wire)
      : [withoutArrival(fate, wire)]
  return said
    .map((one) => ({
      ...one,
      fate,
      flags: [...(delayMs > 0 ? ['DI'] : []), ...(one.isTimeout ? ['UT'] : [])],
      probability: probability * one.probability,
      isRetriable: fate.kind === 'arrives' && isRetriable(retries, one),
    }))
    .filter((answer) => answer.probability > 0)
}
