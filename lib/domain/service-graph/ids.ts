import type { Protocol } from './graph'

/**
 * Ids are made of what a node *is*, so they are the same on every refresh, in every process and in
 * a link sent to a colleague; and they can be read back. Their parts are percent-encoded, so `/`
 * and `>` are always separators.
 */
export type NodeIdentity =
  | { kind: 'workload' | 'service'; cluster: string | null; namespace: string; name: string }
  /** `version` is null where all versions of an app are one node. */
  | { kind: 'app'; cluster: string | null; namespace: string; name: string; version: string | null }
  | { kind: 'namespace'; cluster: string | null; name: string }
  | { kind: 'serviceEntry' | 'passthrough' | 'blackHole'; host: string }
  /** One for each namespace at the known end of the call. */
  | { kind: 'unknown'; end: UnknownEnd; namespace: string }
  /** What is left of a namespace (of the mesh, where it is null) beside the nodes that are drawn. */
  | { kind: 'more'; cluster: string | null; namespace: string | null }
  | { kind: 'hidden' }

/** Which end of the call is not known, and why. */
export type UnknownEnd = 'caller' | 'destination' | 'unlabelledCaller' | 'unlabelledDestination'

export type EdgeIdentity = {
  source: NodeIdentity
  target: NodeIdentity
  protocol: Protocol
  /** Copies that a route mirrors, apart from what the source sent. */
  mirrored: boolean
}

const unknownEnds: readonly string[] = [
  'caller',
  'destination',
  'unlabelledCaller',
  'unlabelledDestination',
] satisfies UnknownEnd[]
const protocols: readonly string[] = ['http', 'grpc', 'tcp'] satisfies Protocol[]

/** Stands for null; a real name `-` is written `%2D`. */
const none = '-'

/** Most names: what encoding would leave as it is, found out four times as fast. */
const isPlain = /^[\w.~][\w.~-]*$/

const encode = (part: string | null) => {
  if (part === null) return none
  if (isPlain.test(part)) return part
  return part === none ? '%2D' : encodeURIComponent(part)
}

function partsOf(node: NodeIdentity): (string | null)[] {
  switch (node.kind) {
    case 'workload':
    case 'service':
      return [node.cluster, node.namespace, node.name]
    case 'app':
      return [node.cluster, node.namespace, node.name, node.version]
    case 'namespace':
      return [node.cluster, node.name]
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return [node.host]
    case 'unknown':
      return [node.end, node.namespace]
    case 'more':
      return [node.cluster, node.namespace]
    case 'hidden':
      return []
  }
}

export const nodeId = (node: NodeIdentity) => [node.kind, ...partsOf(node).map(encode)].join('/')

export const edgeId = (source: string, target: string, protocol: Protocol, mirrored = false) =>
  mirrored ? `${source}>${target}>${protocol}>mirrored` : `${source}>${target}>${protocol}`

/** `null` when this was never an id of ours. */
export function parseNodeId(id: string): NodeIdentity | null {
  const parts = decodeParts(id)
  if (parts === null) return null
  const identity = identityFrom(parts)
  return identity !== null && nodeId(identity) === id ? identity : null
}

export function parseEdgeId(id: string): EdgeIdentity | null {
  const [source = '', target = '', protocol = '', copies, ...rest] = id.split('>')
  const from = parseNodeId(source)
  const to = parseNodeId(target)
  if (from === null || to === null || rest.length > 0 || !isProtocol(protocol)) return null
  if (copies !== undefined && copies !== 'mirrored') return null
  return { source: from, target: to, protocol, mirrored: copies === 'mirrored' }
}

function decodeParts(id: string): (string | null)[] | null {
  try {
    return id.split('/').map((part) => (part === none ? null : decodeURIComponent(part)))
  } catch {
    // Broken percent-encoding: somebody's typing, not an id.
    return null
  }
}

function identityFrom([kind, ...parts]: (string | null)[]): NodeIdentity | null {
  const [first = null, second = null, third = null, fourth = null] = parts
  switch (kind) {
    case 'workload':
    case 'service':
      return second === null || third === null
        ? null
        : { kind, cluster: first, namespace: second, name: third }
    case 'app':
      return second === null || third === null
        ? null
        : { kind, cluster: first, namespace: second, name: third, version: fourth }
    case 'namespace':
      return second === null ? null : { kind, cluster: first, name: second }
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return first === null ? null : { kind, host: first }
    case 'unknown':
      return second === null || !isUnknownEnd(first)
        ? null
        : { kind, end: first, namespace: second }
    case 'more':
      return { kind, cluster: first, namespace: second }
    case 'hidden':
      return { kind }
    default:
      return null
  }
}

const isProtocol = (text: string): text is Protocol => protocols.includes(text)
const isUnknownEnd = (text: string | null): text is UnknownEnd =>
  text !== null && unknownEnds.includes(text)
