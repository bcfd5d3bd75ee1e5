import type { ObjectRef } from '../finding'
import type { RouteEffects } from '../istio-config/route-effects'
import type { DataPlaneMode } from '../workload'

/** What the Kubernetes API says is there now, as the appenders need it. */
export type MeshFacts = {
  /** The cluster that these facts are of, as the metrics name it; absent where nobody said. */
  cluster?: string | null
  /** Names of all there are, empty ones as well; absent where nobody listed them. */
  namespaces?: readonly string[]
  workloads: readonly WorkloadFacts[]
  services: readonly ServiceFacts[]
  routes: readonly RouteFacts[]
  circuitBreakers: readonly CircuitBreakerFacts[]
  serviceEntries: readonly ServiceEntryFacts[]
  /** False while a list behind these facts has never been read: absence then proves nothing. */
  complete: boolean
}

export type WorkloadFacts = {
  namespace: string
  name: string
  app: string
  version: string
  dataPlaneMode: DataPlaneMode
  /** What its next pod would get; absent where nobody worked it out. */
  expectedMode?: DataPlaneMode
  /** Istio ingress or egress gateway, or a waypoint, by its pods' labels. */
  role: 'gateway' | 'waypoint' | null
  /** In a namespace or with pods that belong to the mesh. */
  inMesh: boolean
  pods: number
  readyPods: number
  /** Epoch ms since which one of these has been ready; absent or `null` where nobody knows. */
  readySince?: number | null
  /** Labels of its pods (template), for selectors. */
  labels: Readonly<Record<string, string>>
}

export type ServiceFacts = {
  namespace: string
  name: string
  /** Empty for a service without a selector. */
  selector: Readonly<Record<string, string>>
  /** Its own thresholds as written (lib/domain/health/health-rule.ts); absent: the defaults. */
  health?: string | null
}

/** What a DestinationRule limits or ejects, each setting as written. */
export type CircuitBreakerFacts = {
  namespace: string
  name: string
  host: string
  limits: readonly string[]
}

export type ServiceEntryFacts = { namespace: string; name: string; hosts: readonly string[] }

/** An http route of a VirtualService with the destinations as written. */
export type RouteFacts = {
  namespace: string
  name: string
  hosts: readonly string[]
  destinations: readonly { host: string; subset: string | null; weight: number | null }[]
  /** Absent: none. */
  effects?: RouteEffects
}

export const routeRef = ({ namespace, name }: RouteFacts): ObjectRef => ({
  kind: 'VirtualService',
  namespace,
  name,
})
