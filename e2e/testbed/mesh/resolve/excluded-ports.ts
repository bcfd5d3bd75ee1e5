import type { MeshPod } from '../world/mesh-pod'

const ports = (list: string | undefined) =>
  list ? list.split(',').map((entry) => entry.trim()) : []

/** Traffic from outside to this port of the pod goes to the application past the sidecar. */
export function skipsSidecar({ annotations }: MeshPod, targetPort: number): boolean {
  const included = annotations['traffic.sidecar.istio.io/includeInboundPorts']
  const excluded = annotations['traffic.sidecar.istio.io/excludeInboundPorts']
  const isIncluded =
    included === undefined ||
    ports(included).some((entry) => entry === '*' || entry === String(targetPort))
  return !isIncluded || ports(excluded).includes(String(targetPort))
}

/** The application's own connections to this port leave the pod past the sidecar. */
export const leavesPastSidecar = ({ annotations }: MeshPod, port: number): boolean =>
  ports(annotations['traffic.sidecar.istio.io/excludeOutboundPorts']).includes(String(port))
