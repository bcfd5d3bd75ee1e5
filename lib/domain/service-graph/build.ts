import { latencyOf } from '../traffic/latency'
import { securityShares } from '../traffic/security-shares'
import { noTraffic, trafficOf } from '../traffic/traffic-of'
import { type BuildOptions, type Bundle, collect, type Flow, type NodeFlows } from './bundles'
import type { Edge, GraphNode, ServiceGraph } from './graph'
import { isKnown } from './peer'
import type { TrafficSamples } from './sample'
import { unknownReasons } from './unknown-reasons'

/** Samples of the window become the graph of a view; what Kubernetes adds comes by appenders. */
export function buildServiceGraph(samples: TrafficSamples, options: BuildOptions): ServiceGraph {
  const { nodes, edges } = collect(samples, options)
  return {
    view: options.view,
    nodes: [...nodes.values()].map(toNode).sort(byId),
    edges: [...edges.values()]
      .map((bundle) => toEdge(bundle, nodes.get(bundle.source)?.out, samples))
      .sort(byId),
  }
}

export const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

function toNode({ seed, in: received, out: sent }: NodeFlows): GraphNode {
  const flows = {
    id: seed.id,
    in: trafficOf(received.requests, received.tcp),
    out: trafficOf(sent.requests, sent.tcp),
  }
  return toBareNode(seed, flows)
}

type Flows = Pick<GraphNode, 'id' | 'in' | 'out'>

/** A node that nothing has been said about but its name. */
export function toBareNode(
  { id, identity, app, version }: NodeFlows['seed'],
  flows: Flows = { id, in: noTraffic, out: noTraffic },
): GraphNode {
  switch (identity.kind) {
    case 'workload':
    case 'app':
    case 'service': {
      const { kind, name, namespace, cluster } = identity
      const named = { kind, name, namespace, cluster, app, version }
      return { ...flows, ...named, health: 'unknown', marks: [] }
    }
    case 'namespace': {
      const { kind, name, cluster } = identity
      const counts = { workloads: 0, services: 0 }
      return { ...flows, kind, name, cluster, health: 'unknown', marks: [], counts }
    }
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return { ...flows, kind: identity.kind, name: identity.host }
    case 'unknown':
      return { ...flows, kind: 'unknown', reason: unknownReasons[identity.end], candidates: [] }
    case 'hidden':
      return { ...flows, kind: 'hidden' }
  }
}

function toEdge(bundle: Bundle, sent: Flow | undefined, samples: TrafficSamples): Edge {
  const { id, source, target, protocol, requests, tcp, latency, security } = bundle
  const [reporter = 'source', ...others] = bundle.reporters
  return {
    id,
    source,
    target,
    protocol,
    reporter: others.length > 0 ? 'mixed' : reporter,
    traffic: trafficOf(requests, tcp),
    share: protocol === 'tcp' ? null : shareOf(bundle, sent),
    latencyMs: samples.latency && latency.size > 0 ? latencyOf([...latency.values()]) : null,
    mtls: samples.security && securityShares(security),
    principals: {
      source: distinct(security.map((one) => one.sourcePrincipal)),
      destination: distinct(security.map((one) => one.destinationPrincipal)),
    },
  }
}

function shareOf({ requestsPerSecond }: Bundle, sent: Flow | undefined): number | null {
  if (!sent || sent.requestsPerSecond <= 0) return null
  // Sums in another order differ in their last digit; no share is more than all.
  return Math.min(1, requestsPerSecond / sent.requestsPerSecond)
}

const distinct = (names: readonly string[]) => [...new Set(names.filter(isKnown))].sort()
