import type { Health } from '../health/health'
import type { LatencyMs, SecurityShares, Traffic } from '../traffic/traffic'

export const graphViews = ['namespace', 'service', 'app', 'versionedApp', 'workload'] as const
export type GraphView = (typeof graphViews)[number]

/** Small facts shown on a node; each is put there by the appender of the same name. */
export type Mark =
  | { kind: 'idle' }
  | { kind: 'noProxy' }
  | { kind: 'gateway' }
  | { kind: 'waypoint' }
  /** A route that sends one host to several destinations; `share` is weight ÷ sum of weights. */
  | {
      kind: 'trafficSplit'
      virtualService: { namespace: string; name: string }
      destinations: { host: string; subset: string | null; weight: number | null; share: number }[]
    }

type Flow = { id: string; in: Traffic; out: Traffic }

export type GraphNode = Flow &
  (
    | {
        kind: 'workload' | 'app' | 'service'
        name: string
        namespace: string
        /** `null` when the metrics do not name one. */
        cluster: string | null
        app: string | null
        version: string | null
        health: Health
        marks: Mark[]
      }
    | {
        kind: 'namespace'
        name: string
        cluster: string | null
        health: Health
        marks: Mark[]
        counts: { workloads: number; services: number }
      }
    /** `name` is the host. */
    | { kind: 'serviceEntry' | 'passthrough' | 'blackHole'; name: string }
    /** `reason` says why the other side is not known; `candidates` are workloads that it could be. */
    | { kind: 'unknown'; reason: string; candidates: string[] }
    /** What the viewer may not see, all of it in one nameless node. */
    | { kind: 'hidden' }
  )

/** Nodes that carry marks: those of the mesh itself. */
export type MeshNode = Extract<GraphNode, { marks: Mark[] }>

export const isMeshNode = (node: GraphNode): node is MeshNode => 'marks' in node

export type Protocol = 'http' | 'grpc' | 'tcp'
export type Reporter = 'source' | 'destination' | 'waypoint'

export type Edge = {
  id: string
  source: string
  target: string
  protocol: Protocol
  /** Whose report was counted; `mixed` on an edge merged from several. */
  reporter: Reporter | 'mixed'
  traffic: Traffic
  /**
   * This edge's requests ÷ all requests its source sent, 0–1; `null` for TCP, and where the source
   * lies outside of the namespaces that were asked for: its other calls are not known.
   */
  share: number | null
  /** `null` unless asked for. */
  latencyMs: LatencyMs | null
  /** `null` unless asked for, and where it is not measured (gateways' inbound side, external hosts). */
  mtls: SecurityShares | null
  principals: { source: string[]; destination: string[] }
}

export type ServiceGraph = { view: GraphView; nodes: GraphNode[]; edges: Edge[] }
