import 'server-only'
import type { EdgeIdentity, NodeIdentity } from '../domain/service-graph/ids'
import { peerLabel } from './istio-labels'
import { type Matcher, oneOf } from './promql'

/** Calls, as alternatives that exclude each other; `null` for what no labels can select. */
export type Calls = readonly (readonly Matcher[])[] | null

export type IdentityContext = {
  /** Whether a service stands for all calls to it, or for those that no workload answered. */
  services: boolean
  /** The workloads behind a service, as Kubernetes says; labels name a caller's workload only. */
  workloadsOf: (service: { namespace: string; name: string }) => readonly string[]
}

type End = 'source' | 'destination'

/** The way back from a node of the graph to the labels that it was made of. */
export function callsOfNode(
  node: NodeIdentity,
  direction: 'in' | 'out',
  context: IdentityContext,
): Calls {
  return direction === 'in' ? called(node, context) : calling(node, context)
}

export function callsOfEdge({ source, target }: EdgeIdentity, context: IdentityContext): Calls {
  const received = called(target, context)
  // A service between caller and workload does not call: it says which host was called.
  const isBetween = source.kind === 'service' && !('host' in target) && target.kind !== 'service'
  const sent = isBetween ? called(source, context) : calling(source, context)
  if (received === null || sent === null) return null
  return sent.flatMap((from) => received.map((to) => [...from, ...to]))
}

function calling(node: NodeIdentity, { workloadsOf }: IdentityContext): Calls {
  switch (node.kind) {
    case 'service': {
      const workloads = workloadsOf(node)
      const who: Matcher =
        workloads.length > 0
          ? ['source_workload', '=~', oneOf(workloads)]
          : ['source_canonical_service', '=', node.name]
      return [[...place('source', node), who]]
    }
    case 'unknown':
      return unknownCalls(node, 'caller')
    default:
      return peer('source', node)
  }
}

function called(node: NodeIdentity, { services }: IdentityContext): Calls {
  switch (node.kind) {
    case 'service':
      return [
        [
          ['destination_service', '=~', serviceHosts(node)],
          ...cluster('destination', node.cluster),
          ...(services ? [] : nobody('destination')),
        ],
      ]
    case 'namespace':
      return [
        [
          ['destination_workload_namespace', '=', node.name],
          ...cluster('destination', node.cluster),
        ],
        [
          ['destination_workload_namespace', '!=', node.name],
          ['destination_service_namespace', '=', node.name],
          ...cluster('destination', node.cluster),
        ],
      ]
    case 'serviceEntry':
      return [
        [
          ...nobody('destination'),
          ['destination_service', '=~', withAnyPort(node.host)],
          ['destination_service_name', '!~', 'PassthroughCluster|BlackHoleCluster'],
        ],
      ]
    case 'passthrough':
      return [caught('PassthroughCluster', node.host)]
    case 'blackHole':
      return [caught('BlackHoleCluster', node.host)]
    case 'unknown':
      return unknownCalls(node, 'destination')
    default:
      return peer('destination', node)
  }
}

function peer(end: End, node: NodeIdentity): Calls {
  switch (node.kind) {
    case 'workload':
      return [[...place(end, node), [peerLabel(end, 'workload'), '=', node.name]]]
    case 'app':
      return [
        [
          ...place(end, node),
          [peerLabel(end, 'app'), '=', node.name],
          ...(node.version === null ? [] : [revision(end, node.version)]),
        ],
      ]
    case 'namespace':
      return [[[peerLabel(end, 'namespace'), '=', node.name], ...cluster(end, node.cluster)]]
    default:
      return null
  }
}

const place = (end: End, node: { namespace: string; cluster: string | null }): Matcher[] => [
  [peerLabel(end, 'namespace'), '=', node.namespace],
  ...cluster(end, node.cluster),
]

/** The graph has filled in the only cluster where a series did not name it. */
const cluster = (end: End, name: string | null): Matcher[] =>
  name === null ? [] : [[peerLabel(end, 'cluster'), '=~', oneOf([name, 'unknown', ''])]]

const revision = (end: End, version: string): Matcher =>
  version === 'latest'
    ? [peerLabel(end, 'version'), '=~', oneOf(['latest', 'unknown', ''])]
    : [peerLabel(end, 'version'), '=', version]

const nobody = (end: End): Matcher[] => [[peerLabel(end, 'workload'), '=~', oneOf(['unknown', ''])]]

function unknownCalls(
  node: NodeIdentity & { kind: 'unknown' },
  end: 'caller' | 'destination',
): Calls {
  const value = node.end.startsWith('unlabelled') ? '' : 'unknown'
  const isCaller = node.end === 'caller' || node.end === 'unlabelledCaller'
  if (isCaller !== (end === 'caller')) return null
  return isCaller
    ? [
        [
          ['source_workload', '=', value],
          ['destination_workload_namespace', '=', node.namespace],
        ],
      ]
    : [
        [
          ['destination_workload', '=', value],
          ['destination_service', '=~', oneOf(['unknown', ''])],
          ['source_workload_namespace', '=', node.namespace],
        ],
      ]
}

function caught(clusterName: string, host: string): Matcher[] {
  const hosts = host === clusterName ? oneOf(['unknown', '']) : withAnyPort(host)
  return [
    ['destination_service_name', '=', clusterName],
    ['destination_service', '=~', hosts],
  ]
}

const withAnyPort = (host: string) => `(?i:${oneOf([host])})(:[0-9]+)?`

/** A full name with any cluster domain, or as a caller may have written it. */
export const serviceHosts = ({ namespace, name }: { namespace: string; name: string }) =>
  `${oneOf([name])}\\.${oneOf([namespace])}(\\.svc(\\..*)?)?(:[0-9]+)?`
