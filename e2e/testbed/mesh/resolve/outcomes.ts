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

/** The same for each of these, evenly; at least one of them is needed. */
export const evenly = <T>(items: readonly T[], outcomesAt: (item: T) => Outcome[]): Outcome[] =>
  items.flatMap((item) => scaled(outcomesAt(item), 1 / items.length))

type Failed = Extract<Fate, { kind: 'failed' }>
type Known = Partial<Omit<Failed, 'kind' | 'code' | 'flags' | 'grpcStatus'>>

/** Envoy's gRPC status for a response of its own with this HTTP code. */
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

/** `code` is the one for plain HTTP. */
export function failed(
  protocol: Protocol,
  { code, flags }: { code: string; flags: string },
  known: Known = {},
): Failed {
  const nothing = { service: null, server: null, cluster: null, waypoint: null, denied: false }
  const reply = {
    http: { code, grpcStatus: '' },
    grpc: { code: '200', grpcStatus: grpcStatusOf[code] ?? '2' },
    tcp: { code: '', grpcStatus: '' },
  }
  return { kind: 'failed', ...reply[protocol], flags, ...nothing, ...known }
}

type Refused = Extract<Fate, { kind: 'refused' }>

export const refused = (known: Partial<Omit<Refused, 'kind'>> = {}): Refused => ({
  kind: 'refused',
  service: null,
  server: null,
  denied: false,
  ...known,
})
