import type { DataPlaneMode } from '../workload'

/** What the Kubernetes API says is there now, as the appenders need it. */
export type MeshFacts = {
  /** The cluster that these facts are of, as the metrics name it; absent where nobody said. */
  cluster?: string | null
  workloads: readonly WorkloadFacts[]
  services: readonly ServiceFacts[]
  routes: readonly RouteFacts[]
  /** False while a list behind these facts has never been read: absence then proves nothing. */
  complete: boolean
}

export type WorkloadFacts = {
  namespace: string
  name: string
  app: string
  version: string
  dataPlaneMode: DataPlaneMode
  /** Istio ingress or egress gateway, or a waypoint, by its pods' labels. */
  role: 'gateway' | 'waypoint' | null
  /** In a namespace or with pods that belong to the mesh. */
  inMesh: boolean
  pods: number
  readyPods: number
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

/** An http route of a VirtualService with the destinations as written. */
export type RouteFacts = {
  namespace: string
  name: string
  hosts: readonly string[]
  destinations: readonly { host: string; subset: string | null; weight: number | null }[]
}
