import type { Edge, GraphNode } from '../service-graph/graph'
import type { Traffic } from '../traffic/traffic'

/** What is asked about: a node, or an edge with the nodes at its ends. */
export type FindSubject =
  | { kind: 'node'; node: GraphNode }
  | { kind: 'edge'; edge: Edge; source: GraphNode; target: GraphNode }

export type Unit = 'percent' | 'perSecond' | 'milliseconds' | 'bytes'

/** `null`: the field does not apply to this subject, or nothing was seen. Then nothing matches. */
export type TextField = {
  type: 'text'
  help: string
  /** Whether a part of the text is enough after `:`. */
  part: boolean
  /** All there are, where that is known: for completion. */
  values?: readonly string[]
  read: (subject: FindSubject) => readonly string[] | null
}
export type NumberField = {
  type: 'number'
  help: string
  unit: Unit
  read: (subject: FindSubject) => number | null
}
export type Field = TextField | NumberField

export const markNames = [
  'idle',
  'dead',
  'noProxy',
  'ambient',
  'gateway',
  'waypoint',
  'trafficSplit',
  'fault',
  'mirror',
  'timeout',
  'circuitBreaker',
  'plaintext',
] as const
const kindNames = [
  'workload',
  'app',
  'service',
  'namespace',
  'serviceEntry',
  'passthrough',
  'blackHole',
  'unknown',
] as const
const healthNames = ['healthy', 'degraded', 'failing', 'unknown'] as const

export function nameOf(node: GraphNode): string {
  switch (node.kind) {
    case 'unknown':
    case 'hidden':
      return node.kind
    case 'more':
      return ''
    default:
      return node.name
  }
}

export function namespaceOf(node: GraphNode): string | null {
  if (node.kind === 'namespace') return node.name
  return 'namespace' in node ? node.namespace : null
}

const listed = (value: string | null | undefined) => (value ? [value] : null)

const ofNode =
  (read: (node: GraphNode) => readonly string[] | null): TextField['read'] =>
  (subject) =>
    subject.kind === 'node' ? read(subject.node) : null

/** A node is asked about what it received; one that only sends, about what it sent. */
export const trafficOf = (subject: FindSubject): Traffic => {
  if (subject.kind === 'edge') return subject.edge.traffic
  const { in: received, out: sent } = subject.node
  return received.requestsPerSecond === null && received.connectionsPerSecond === null
    ? sent
    : received
}

const ofEdge =
  (read: (edge: Edge) => number | null): NumberField['read'] =>
  (subject) =>
    subject.kind === 'edge' ? read(subject.edge) : null

const text = (
  help: string,
  read: TextField['read'],
  more: { part?: boolean; values?: readonly string[] } = {},
): TextField => ({ type: 'text', help, part: false, read, ...more })

const number = (help: string, unit: Unit, read: NumberField['read']): NumberField => ({
  type: 'number',
  help,
  unit,
  read,
})

const bytesOf = (subject: FindSubject) => {
  const bytes = trafficOf(subject).bytesPerSecond
  return bytes === null ? null : bytes.sent + bytes.received
}

/** Everything on screen that can be asked for, by the word for it. */
export const findFields = {
  name: text(
    'what is written on a card',
    ofNode((node) => listed(nameOf(node))),
    { part: true },
  ),
  namespace: text(
    'the namespace of a node',
    ofNode((node) => listed(namespaceOf(node))),
  ),
  app: text(
    'the app of a workload',
    ofNode((node) => ('app' in node ? listed(node.app) : null)),
  ),
  version: text(
    'the version of a workload',
    ofNode((node) => ('version' in node ? listed(node.version) : null)),
  ),
  cluster: text(
    'the cluster that metrics name',
    ofNode((node) => ('cluster' in node ? listed(node.cluster) : null)),
  ),
  kind: text(
    'what a node is',
    ofNode((node) => [node.kind]),
    { values: kindNames },
  ),
  mark: text(
    'the small facts on a card',
    ofNode((node) => ('marks' in node ? node.marks.map(({ kind }) => kind) : null)),
    { values: markNames },
  ),
  health: text(
    'of a node or an edge',
    (subject) => {
      if (subject.kind === 'edge') return [subject.edge.health]
      return 'health' in subject.node ? [subject.node.health] : null
    },
    { values: healthNames },
  ),
  from: text(
    'who calls, of an edge',
    (subject) => (subject.kind === 'edge' ? [nameOf(subject.source)] : null),
    { part: true },
  ),
  to: text(
    'who is called, of an edge',
    (subject) => (subject.kind === 'edge' ? [nameOf(subject.target)] : null),
    { part: true },
  ),
  protocol: text(
    'of an edge',
    (subject) => (subject.kind === 'edge' ? [subject.edge.protocol] : null),
    { values: ['http', 'grpc', 'tcp'] },
  ),
  code: text('an answer’s code that was seen, `code:503` or `code:5*`', (subject) =>
    trafficOf(subject).byCode.map(({ code }) => code),
  ),
  flag: text('a response flag that was seen, `flag:UH`', (subject) =>
    trafficOf(subject).byCode.flatMap(({ flags }) => flags.split(',')),
  ),
  rate: number('requests per second', 'perSecond', (one) => trafficOf(one).requestsPerSecond),
  error: number('share of failed requests', 'percent', (one) => trafficOf(one).errorRatio),
  clientError: number(
    'share of requests refused for the caller’s own fault (4xx)',
    'percent',
    (one) => trafficOf(one).clientErrorRatio,
  ),
  cancelled: number(
    'share of requests that the caller took back',
    'percent',
    (one) => trafficOf(one).cancelledRatio,
  ),
  share: number(
    'share of what the source sends',
    'percent',
    ofEdge(({ share }) => share),
  ),
  p50: number(
    'median latency',
    'milliseconds',
    ofEdge(({ latencyMs }) => latencyMs?.p50 ?? null),
  ),
  p95: number(
    '95th percentile',
    'milliseconds',
    ofEdge(({ latencyMs }) => latencyMs?.p95 ?? null),
  ),
  p99: number(
    '99th percentile',
    'milliseconds',
    ofEdge(({ latencyMs }) => latencyMs?.p99 ?? null),
  ),
  bytes: number('bytes per second, both ways', 'bytes', bytesOf),
  connections: number(
    'TCP connections opened per second',
    'perSecond',
    (one) => trafficOf(one).connectionsPerSecond,
  ),
  mtls: number(
    'share of mutual TLS',
    'percent',
    ofEdge(({ mtls }) => mtls?.mutualTls ?? null),
  ),
  plaintext: number(
    'share of plaintext',
    'percent',
    ofEdge(({ mtls }) => mtls?.plaintext ?? null),
  ),
} as const satisfies Record<string, Field>

export type FieldName = keyof typeof findFields

const byLowerCase = new Map(
  // The keys of a literal are known: Object.keys only widens them to string.
  (Object.keys(findFields) as FieldName[]).map((name) => [name.toLowerCase(), name]),
)

/** Upper or lower case, and the plurals that people write. */
export const fieldNamed = (word: string): FieldName | null => {
  const lower = word.toLowerCase()
  return byLowerCase.get(lower) ?? byLowerCase.get(lower.replace(/s$/, '')) ?? null
}
