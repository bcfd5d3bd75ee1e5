import { hasLabels, type ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import type { World } from '../world/world'
import type { Connection } from './connection'
import { destinationRulesFor, subsetOf } from './destination-rule'
import { type ClientPolicy, clientPolicy, hidesTlsOfEndpoints } from './traffic-policy'

/** What an Envoy has for a service's port, or a subset of it: endpoints and how to treat them. */
export type Cluster = {
  service: MeshService
  port: ServicePort
  servers: readonly MeshPod[]
  policy: ClientPolicy
  endpointsLookPlain: boolean
}

type Wanted = { service: MeshService; port: ServicePort; subset?: string | undefined }

/** `null` for a subset that no DestinationRule of this client defines: there is no such cluster. */
export function clusterOf(
  world: World,
  client: MeshPod,
  { service, port, subset }: Wanted,
): Cluster | null {
  const rules = destinationRulesFor(world, client, service)
  const chosen = subset === undefined ? undefined : subsetOf(rules, subset)
  if (subset !== undefined && !chosen) return null
  // Connections to a headless service go where the client has looked them up, whatever the subset.
  const labels = service.isHeadless ? {} : (chosen?.labels ?? {})
  return {
    service,
    port,
    servers: service.pods.filter((pod) => pod.ready && hasLabels(pod.labels, labels)),
    policy: clientPolicy(rules, port.port, chosen),
    endpointsLookPlain: hidesTlsOfEndpoints(rules, port.port),
  }
}

type From = { world: World; client: MeshPod; isAppTls: boolean }

/** A connection of a client's Envoy to one endpoint of a cluster. */
export const connectionTo = (
  { service, port, policy, endpointsLookPlain }: Cluster,
  server: MeshPod,
  from: From,
): Connection => ({ ...from, service, port, server, tls: policy.tls, endpointsLookPlain })

/** A connection that no Envoy touches on its way out of the client. */
export const bareConnectionTo = (
  service: MeshService,
  port: ServicePort,
  server: MeshPod,
  { world, client, isAppTls }: { world: World; client: MeshPod | null; isAppTls: boolean },
): Connection => ({
  world,
  client: client?.isAmbient ? client : null,
  service,
  server,
  port,
  tls: undefined,
  endpointsLookPlain: false,
  isAppTls,
})
