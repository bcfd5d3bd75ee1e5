import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'

/** What the application speaks; a proxy that treats it as opaque reports `tcp`. */
export type Protocol = 'http' | 'grpc' | 'tcp'

/**
 * How the last leg to a server is secured. `mutual_tls` is between two Envoys, `hbone` the tunnel of
 * ambient (its metrics say mutual_tls as well), `app_tls` is TLS that no proxy of the mesh ends.
 */
export type ConnectionSecurity = 'mutual_tls' | 'hbone' | 'plaintext' | 'app_tls'

/** Clusters that a sidecar sends to, or does not, where it knows no service. */
export type CatchAllCluster = 'PassthroughCluster' | 'BlackHoleCluster'

/** What becomes of a call before the application behind it has its say. */
export type Fate =
  /** It arrives; the application answers. */
  | {
      kind: 'arrives'
      service: MeshService
      server: MeshPod
      security: ConnectionSecurity
      /** Not `null` where the client's proxy does not know that it called a service of the mesh. */
      cluster: CatchAllCluster | null
      /** The waypoint between both; the leg from the client to it is always `hbone`. */
      waypoint: MeshPod | null
      /** An excluded port takes the call past the sidecar at that end, which does not report it. */
      pastSidecar: { client: boolean; server: boolean }
    }
  /** It leaves the mesh to a host that a ServiceEntry names; whoever is there answers. */
  | { kind: 'external'; service: MeshService; security: 'plaintext' | 'app_tls' }
  /** It leaves the mesh to a host that nobody has named. */
  | { kind: 'passthrough'; pastSidecar: { client: boolean } }
  /**
   * A proxy answers in the server's place: no route, no cluster, no healthy host, no connection, a
   * fault, a redirect. That proxy is the waypoint where there is one, else the client's own.
   * For `tcp` there is no code: it is empty, and the connection is closed.
   */
  | {
      kind: 'failed'
      /** As to a client of plain HTTP; a gRPC client gets 200 and the status that stands for it. */
      code: string
      /** The number that an injected abort asks for by itself, else empty. */
      grpcStatus: string
      /** As the proxy that answered reports them; retries on the way have added their `URX`. */
      flags: string
      service: MeshService | null
      /** The pod that was chosen, where it came that far. */
      server: MeshPod | null
      cluster: CatchAllCluster | null
      waypoint: MeshPod | null
      /** The server's ztunnel counts it as failed, with the flag `DENY`. */
      denied: boolean
    }
  /** Closed without an HTTP response, with no Envoy at the client's side to make one of it. */
  | {
      kind: 'refused'
      service: MeshService | null
      server: MeshPod | null
      /** The server's ztunnel counts it as failed, with the flag `DENY`; else nobody reports it. */
      denied: boolean
    }

/** As Istio sets it on a route: `attempts` tries after the first one. 0 is no retry at all. */
export type RetryPolicy = {
  attempts: number
  /** Envoy's conditions and status codes, as in `retryOn`: `connect-failure`, `5xx`, `503`. */
  on: readonly string[]
  perTryTimeoutMs: number | null
}

/** Counted by the client's proxy for each endpoint; defaults are Istio's. */
export type OutlierDetection = {
  /** Errors in a row that eject: 5xx, and what never got a response. 0 is never. */
  consecutive5xx: number
  /** As above, but 502, 503 and 504 only. 0 is never. */
  consecutiveGatewayErrors: number
  intervalMs: number
  /** The n-th ejection of an endpoint lasts n times as long. */
  baseEjectionMs: number
  /** 0–100. One endpoint may always be ejected. */
  maxEjectionPercent: number
}

/**
 * A copy of a request that nobody waits for. The client's proxy does not report it, so that a
 * mirrored version counts more at the destination than at the source.
 */
export type Mirror = {
  /** Copies per request, 0–1. */
  share: number
  outcomes: readonly Outcome[]
}

/** What the proxy that followed the route does beside sending. */
export type Handling = {
  /** As that proxy sees and reports it: `tcp` where the port is declared opaque. */
  protocol: Protocol
  /** An injected wait before the call goes out, reported with the flag `DI`. 0 is none. */
  delayMs: number
  /** Later answers become 504 `UT`, and `0` `DC` at the destination. The delay does not count. */
  timeoutMs: number | null
  retries: RetryPolicy
  mirrors: readonly Mirror[]
  /** The client's proxy ejects endpoints by this; see `ejected` of `resolveCall`. */
  outliers: OutlierDetection | null
}

/** One way in which a call can go on. The probabilities of all ways of a call sum to 1. */
export type Outcome = Fate & Handling & { probability: number }
