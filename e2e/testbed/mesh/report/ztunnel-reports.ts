import type { Fate } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import type { Ended, Report } from './ended'
import {
  destinationLabels,
  type MetricLabels,
  serviceLabels,
  sourceLabels,
  whollyUnknownPeer,
  ztunnelLabels,
} from './peer-labels'

const ztunnelByNode = oncePerWorld(({ pods }) => {
  const ztunnels = [...pods.values()].filter(({ proxy }) => proxy === 'ztunnel')
  return { byNode: new Map(ztunnels.map((pod) => [pod.node, pod])), any: ztunnels[0] ?? null }
})

/** The ztunnel of a pod's node; any where that node has none, `null` where the mesh has none. */
export function ztunnelOf(world: World, { node }: MeshPod): MeshPod | null {
  const { byNode, any } = ztunnelByNode(world)
  return byNode.get(node) ?? any
}

type Leg = {
  reporter: 'source' | 'destination'
  from: MeshPod
  /** `null` for a host beyond the mesh. */
  to: MeshPod | null
  service: MeshService | null
  isTunnel: boolean
}

/** One connection as a ztunnel tells it: names by address, identities by handshake only. */
const legLabels = ({ reporter, from, to, service, isTunnel }: Leg): MetricLabels => ({
  reporter,
  ...sourceLabels(ztunnelLabels(from), isTunnel ? from.principal : 'unknown'),
  source_region: 'unknown',
  source_zone: 'unknown',
  ...destinationLabels(
    to ? ztunnelLabels(to) : whollyUnknownPeer,
    isTunnel && to ? to.principal : 'unknown',
  ),
  destination_region: 'unknown',
  destination_zone: 'unknown',
  ...(service
    ? serviceLabels(service.host, service.name, service.namespace)
    : serviceLabels('unknown', 'unknown', 'unknown')),
  request_protocol: 'tcp',
  response_flags: '-',
  // Unlike Envoys it says so at both ends, and never `none`.
  connection_security_policy: isTunnel ? 'mutual_tls' : 'unknown',
})

/** To the waypoint where there is one, under the name of the service that was called. */
function legAtSource({ client, fate, isMirrored }: Ended): Leg | null {
  if (!client.isAmbient || isMirrored) return null
  const from = { reporter: 'source', from: client } as const
  if (fate.kind === 'passthrough' || fate.kind === 'external') {
    const service = fate.kind === 'external' ? fate.service : null
    return { ...from, to: null, service, isTunnel: false }
  }
  const { service } = fate
  if ('waypoint' in fate && fate.waypoint) {
    return { ...from, to: fate.waypoint, service, isTunnel: true }
  }
  // Where no pod was chosen no connection was made.
  if (!fate.server) return null
  const isTunnel = fate.kind === 'arrives' && fate.security === 'hbone'
  return { ...from, to: fate.server, service, isTunnel }
}

/** The last leg, which comes from the waypoint where there is one. */
function legAtDestination({ client, fate }: Ended): Leg | null {
  const isThere = fate.kind === 'arrives' || ('denied' in fate && fate.denied)
  if (!isThere || !fate.server?.isAmbient) return null
  return {
    reporter: 'destination',
    from: ('waypoint' in fate ? fate.waypoint : null) ?? client,
    to: fate.server,
    service: fate.service,
    isTunnel: fate.kind === 'arrives' && fate.security === 'hbone',
  }
}

const isDenied = (fate: Fate) => 'denied' in fate && fate.denied

/** What the ztunnels at both ends say of a call: connections, whatever is inside. */
export function ztunnelReports(world: World, ended: Ended): Report[] {
  const [source, destination] = [legAtSource(ended), legAtDestination(ended)]
  const report = (leg: Leg | null, pod: MeshPod | null, closedFlags: string): Report[] => {
    const proxy = leg && pod && ztunnelOf(world, pod)
    return proxy ? [{ proxy, metrics: 'connections', labels: legLabels(leg), closedFlags }] : []
  }
  return [
    ...report(source, ended.client, '-'),
    ...report(destination, destination?.to ?? null, isDenied(ended.fate) ? 'DENY' : '-'),
  ]
}
