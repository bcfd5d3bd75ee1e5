import type { ObjectRef } from '../finding'
import type { Judgement } from '../health/health'
import type { LatencyMs, SecurityShares, Traffic } from '../traffic/traffic'

export const graphViews = ['namespace', 'service', 'app', 'versionedApp', 'workload'] as const
export type GraphView = (typeof graphViews)[number]

/** Small facts shown on a node; each is put there by the appender of the same name. */
export type Mark =
  | { kind: 'idle' }
  /** Nothing can answer: no pods, or none of them ready. */
  | { kind: 'dead' }
  | { kind: 'noProxy' }
  | { kind: 'ambient' }
  | { kind: 'gateway' }
  | { kind: 'waypoint' }
  /** A route that sends one host to several destinations; `share` is weight ÷ sum of weights. */
  | {
      kind: 'trafficSplit'
      virtualService: { namespace: string; name: string }
      destinations: { host: string; subset: string | null; weight: number | null; share: number }[]
    }
  /** Faults that a route injects; `percentage` is of the requests that it governs, 0–100. */
  | {
      kind: 'fault'
      by: ObjectRef
      delay: { percentage: number; delayMs: number } | null
      /** `status` as written: an HTTP status, or a gRPC status by name. */
      abort: { percentage: number; status: string } | null
    }
  /** Copies of its requests are sent on to `host`. */
  | { kind: 'mirror'; by: ObjectRef; host: string; subset: string | null; percentage: number }
  | { kind: 'timeout'; by: ObjectRef; timeoutMs: number }
  /** Limits and ejection of a DestinationRule, each as written: `http1MaxPendingRequests: 1`. */
  | { kind: 'circuitBreaker'; by: ObjectRef; limits: string[] }
  /** Plaintext was received; `share` of what was measured, 0–1. */
  | { kind: 'plaintext'; share: number }

type Flow = { id: string; in: Traffic; out: Traffic }

export type GraphNode = Flow &
  (
    | (Judgement & {
        kind: 'workload' | 'app' | 'service'
        name: string
        namespace: string
        /** `null` when the metrics do not name one. */
        cluster: string | null
        app: string | null
        version: string | null
        marks: Mark[]
        /** On a node that stands for several: what `expand` is given to open it; else null. */
        expand: string | null
      })
    | (Judgement & {
        kind: 'namespace'
        name: string
        cluster: string | null
        marks: Mark[]
        counts: { workloads: number; services: number }
        expand: string | null
      })
    /** `name` is the host; `registeredBy` the ServiceEntry that names it, as far as is known. */
    | (Judgement & {
        kind: 'serviceEntry' | 'passthrough' | 'blackHole'
        name: string
        registeredBy: ObjectRef | null
      })
    /** `reason` says why the other side is not known; `candidates` are workloads that it could be. */
    | { kind: 'unknown'; reason: string; candidates: string[] }
    /** The quietest and healthiest `count` nodes of a namespace (of the mesh where it is null). */
    | (Judgement & {
        kind: 'more'
        cluster: string | null
        namespace: string | null
        count: number
        expand: string
      })
    /** What the viewer may not see, all of it in one nameless node. */
    | { kind: 'hidden' }
  )

/** Nodes that carry marks: those of the mesh itself. */
export type MeshNode = Extract<GraphNode, { marks: Mark[] }>

export const isMeshNode = (node: GraphNode): node is MeshNode => 'marks' in node

export type Protocol = 'http' | 'grpc' | 'tcp'
export type Reporter = 'source' | 'destination' | 'waypoint'

export type Edge = Judgement & {
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
  /** The waypoint that the calls go through: it reported them. */
  waypoint: { namespace: string; name: string } | null
  /** The layer below in an ambient mesh: what ztunnel saw of the same calls. Never added to them. */
  transport: Transport | null
  /** Copies that the destination reported beyond what any source sent: a route mirrors them. */
  mirrored: boolean
}

export type Transport = Pick<Traffic, 'connectionsPerSecond' | 'bytesPerSecond'> & {
  mtls: SecurityShares | null
}

export type ServiceGraph = { view: GraphView; nodes: GraphNode[]; edges: Edge[] }
