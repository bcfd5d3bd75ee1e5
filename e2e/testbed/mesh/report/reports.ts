import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import type { Ended, Report } from './ended'
import { destinationReport, sourceReport, waypointReport } from './envoy-reports'
import type { MetricLabels } from './peer-labels'
import { ztunnelReports } from './ztunnel-reports'

function envoyReport(proxy: MeshPod | null, labels: MetricLabels | null): Report[] {
  if (!proxy || !labels) return []
  const metrics = labels.request_protocol === 'tcp' ? 'connections' : 'requests'
  return [{ proxy, metrics, labels, closedFlags: labels.response_flags ?? '-' }]
}

/**
 * Everything that the proxies on the way say of a call: the Envoys from client to server, then the
 * ztunnels below them. A call that two ztunnels carry is one connection at each of them.
 */
export function reportsOf(world: World, ended: Ended): Report[] {
  const { client, fate } = ended
  return [
    ...envoyReport(client, sourceReport(ended)),
    ...envoyReport('waypoint' in fate ? fate.waypoint : null, waypointReport(ended)),
    ...envoyReport('server' in fate ? fate.server : null, destinationReport(ended)),
    ...ztunnelReports(world, ended),
  ]
}
