import type { Finding } from '../finding'
import type { Owner } from '../owner/owner'
import type { Permission } from '../permission'

export const routeKinds = ['VirtualService', 'HTTPRoute', 'GRPCRoute'] as const
export type RouteKind = (typeof routeKinds)[number]

export const routeProtocols = ['http', 'tcp', 'tls', 'grpc'] as const
export type RouteProtocol = (typeof routeProtocols)[number]

/** One object that routes traffic, with what is configured and what was seen. */
export type Split = {
  /** `namespace/kind/name`. */
  id: string
  namespace: string
  kind: RouteKind
  name: string
  /** As written; of a Gateway API route the services that it is attached to, else its hostnames. */
  hosts: string[]
  /** `mesh` for sidecars, `namespace/name` for gateways. */
  gateways: string[]
  /** A VirtualService without hosts takes its traffic from these. */
  roots: ObjectName[]
  /** VirtualServices that its routes hand their traffic on to. */
  delegates: ObjectName[]
  owner: Owner | null
  editable: Permission
  findings: Finding[]
  /** `null` where the weights are as Binnacle last wrote them, or where it never wrote any. */
  changedBack: ChangedBack | null
  uid: string
  generation: number
  routes: SplitRoute[]
  services: ServiceMixture[]
}

export type ObjectName = { namespace: string; name: string }

export type SplitRoute = {
  /** JSON pointer of the rule: `/spec/http/0`, `/spec/rules/1`. */
  route: string
  protocol: RouteProtocol
  name: string | null
  /** What it takes, in plain words. */
  match: string
  /** In the order of the object. Only routes with several have something to move. */
  destinations: SplitDestination[]
  observed: RouteObservation
}

export type SplitDestination = {
  host: string
  subset: string | null
  port: number | null
  /** As written; `null` where it is left out (VirtualService: 0, Gateway API: 1). */
  weight: number | null
  /** Weight ÷ sum of weights; 0 where all weights are 0. */
  share: number
  /** Pods that are ready to serve it; `null` where they are not known. */
  readyPods: number | null
  workloads: ObjectName[]
  /** `null` for every destination of a route, or for none: see the route's `observed`. */
  observed: DestinationObservation | null
  /** Traffic that reaches it without this route; `null` where nobody can tell. */
  outside: OutsideTraffic | null
}

/** Requests; TCP is counted in connections. Rates are per second. */
export type DestinationObservation = {
  requestsPerSecond: number
  /** Of what arrived by this route, 0–1. */
  share: number
  /** 95 % Wilson interval of the share, 0–1. */
  shareInterval: [number, number]
  /** `null` for TCP, and where nothing was sent. */
  errorRatio: number | null
  p95Ms: number | null
}

export type RouteObservation =
  | {
      kind: 'observed'
      counted: 'requests' | 'connections'
      perSecond: number
      /** About how many were seen in the window. */
      count: number
      /** False while the interval is too wide to tell. */
      enough: boolean
      lost: LostTraffic | null
    }
  | { kind: 'absent'; reason: AbsenceReason; sentence: string }

/** Sent by the sources that the route governs, but to nowhere: no route, no cluster, no healthy pod. */
export type LostTraffic = {
  perSecond: number
  /** Of all that was sent, 0–1. */
  share: number
  /** Envoy’s response flags with their rates, largest first. */
  flags: { flags: string; perSecond: number }[]
}

export const absenceReasons = [
  'no-traffic',
  'shared-workload',
  'unknown-destination',
  'tls',
  'no-waypoint',
  'metrics-missing',
] as const
export type AbsenceReason = (typeof absenceReasons)[number]

export const outsideReasons = [
  'no-proxy',
  'gateway-not-listed',
  'other-route',
  'other-match',
  'no-waypoint',
] as const
export type OutsideReason = (typeof outsideReasons)[number]

export type OutsideTraffic = {
  requestsPerSecond: number
  callers: OutsideCaller[]
}

/** `source` is `null` where it is not known, or not to be seen by the viewer. */
export type OutsideCaller = {
  source: ObjectName | null
  reason: OutsideReason
  requestsPerSecond: number
}

/** All that reached a service, by version, whatever route brought it. */
export type ServiceMixture = ObjectName & {
  versions: {
    version: string
    workloads: ObjectName[]
    requestsPerSecond: number
    share: number
    errorRatio: number | null
    p95Ms: number | null
  }[]
}

/** Weights as the newest record left them, and as they are now. */
export type ChangedBack = {
  changeId: string
  routes: { route: string; recorded: Weights; now: Weights | null }[]
  /** As Kubernetes gives it: the field manager that owns the routes, and when it last wrote. */
  manager: string | null
  at: number | null
}

/** One for each destination; `null` where none is written. */
export type Weights = (number | null)[]
