import type { GraphAppender, GraphContext } from '../appender'
import { byId, toBareNode } from '../build'
import { type GraphNode, type GraphView, isMeshNode } from '../graph'
import type { WorkloadFacts } from '../mesh-facts'
import { type NodeSeed, nodeOfPeer, seedOf } from '../node-of-peer'
import { clusterlessId, identityOf } from '../represented'

/**
 * Adds what belongs to the mesh in the namespaces on screen and saw no traffic: a service that has
 * gone quiet must not vanish from the picture.
 */
export const markIdle: GraphAppender = (graph, context) => {
  if (context.isPast) return graph
  const drawn = new Set(
    graph.nodes.filter(isMeshNode).map((node) => clusterlessId(identityOf(node))),
  )
  const idle = new Map<string, GraphNode>()
  for (const seed of seedsOf(graph.view, context)) {
    if (drawn.has(clusterlessId(seed.identity))) continue
    const node = toBareNode(seed)
    if (isMeshNode(node))
      idle.set(node.id, { ...node, marks: isRunning(seed, context) ? [{ kind: 'idle' }] : [] })
  }
  return idle.size === 0
    ? graph
    : { ...graph, nodes: [...graph.nodes, ...idle.values()].sort(byId) }
}

/** What has no pods is not idle, but dead: another appender says so. */
const isRunning = ({ identity }: NodeSeed, { represented }: GraphContext) =>
  represented(identity).some(({ pods }) => pods > 0)

/** A waypoint is never idle: what it does is drawn between others. */
const belongsToMesh = ({ inMesh, role }: WorkloadFacts) => inMesh && role !== 'waypoint'

function seedsOf(view: GraphView, context: GraphContext): NodeSeed[] {
  const { facts, namespaces, directory, represented } = context
  const isShown = ({ namespace }: { namespace: string }) =>
    namespaces.length === 0 || namespaces.includes(namespace)
  const workloads = facts.workloads
    .filter((workload) => belongsToMesh(workload) && isShown(workload))
    .flatMap((workload) => nodeOfPeer[view](toPeer(workload), directory) ?? [])
  if (view !== 'service') return workloads
  const services = facts.services
    .filter(isShown)
    .map(({ namespace, name }) =>
      seedOf({ kind: 'service', cluster: directory.clusterOf(''), namespace, name }),
    )
    .filter(({ identity }) => represented(identity).some(belongsToMesh))
  return [...workloads, ...services]
}

const toPeer = ({ namespace, name, app, version }: WorkloadFacts) => ({
  cluster: '',
  namespace,
  workload: name,
  app,
  version,
})
