import { buildServiceGraph } from './build'
import { decorate } from './decorate'
import { buildDirectory } from './directory'
import type { GraphView, ServiceGraph } from './graph'
import type { MeshFacts } from './mesh-facts'
import { buildRepresented } from './represented'
import type { TrafficSamples } from './sample'
import { type Visible, visibleFacts, visibleTraffic } from './visibility'
import { withoutWaypointLegs } from './waypoint-legs'

export type DrawOptions = {
  view: GraphView
  services: boolean
  /** What was asked for; none are all that the viewer may see. */
  namespaces: readonly string[]
  /** `null`: everything. */
  visible: Visible | null
}

/** The whole way from what was seen and what is there to the picture of one viewer. */
export function drawServiceGraph(
  seen: TrafficSamples,
  there: MeshFacts,
  { view, services, namespaces, visible }: DrawOptions,
): ServiceGraph {
  const calls = withoutWaypointLegs(seen, there)
  const samples = visible ? visibleTraffic(calls, there, visible) : calls
  const facts = visible ? visibleFacts(there, visible) : there
  const directory = buildDirectory(samples, facts)
  const graph = buildServiceGraph(samples, { view, services, namespaces, directory })
  const represented = buildRepresented(facts)
  return decorate(graph, { facts, namespaces, samples, directory, represented })
}
