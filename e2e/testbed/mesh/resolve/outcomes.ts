import type { MeshPod } from '../world/mesh-pod'
import type { Fate, Handling, Outcome, Protocol } from './fate'
import { defaultRetries, noRetries } from './retries'

/** What a proxy does without a word from a route. */
export const plainHandling = (protocol: Protocol): Handling => ({
  protocol,
  delayMs: 0,
  timeoutMs: null,
  retries: protocol === 'tcp' ? noRetries : defaultRetries,
  mirrors: [],
  outliers: null,
})

export const only = (fate: Fate, handling: Handling): Outcome[] => [
  { ...fate, ...handling, probability: 1 },
]

/** Each outcome of a list with its share of the whole. */
export const scaled = (outcomes: readonly Outcome[], share: number): Outcome[] =>
  share === 1
    ? [...outcomes]
    : outcomes.map((outcome) => ({ ...outcome, probability: outcome.probability * share }))

/** Pods in turn; at least one of them is needed. */
export const inTurn = (
  servers: readonly MeshPod[],
  handling: Handling,
  fateAt: (server: MeshPod) => Fate,
): Outcome[] =>
  servers.map((server) => ({
    ...fateAt(server),
    ...handling,
    probability: 1 / servers.length,
  }))

type Failed = Extract<Fate, { kind: 'failed' }>
type Known = Partial<Omit<Failed, 'kind' | 'code' | 'flags' | 'grpcStatus'>>

/** What is not said of a failure is that it had not come that far. */
export const failed = (
  protocol: Protocol,
  { code, flags }: { code: string; flags: string },
  known: Known = {},
): Failed => ({
  kind: 'failed',
  code: protocol === 'tcp' ? '' : code,
  grpcStatus: '',
  flags,
  service: null,
  server: null,
  cluster: null,
  waypoint: null,
  denied: false,
  ...known,
})

type Refused = Extract<Fate, { kind: 'refused' }>

export const refused = (known: Partial<Omit<Refused, 'kind'>> = {}): Refused => ({
  kind: 'refused',
  service: null,
  server: null,
  denied: false,
  ...known,
})
