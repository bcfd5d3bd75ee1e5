import { findIn, hideFrom } from '../find/match'
import type { FindQuery } from '../find/parse'
import type { Traffic } from '../traffic/traffic'
import { trafficOf } from '../traffic/traffic-of'
import { buildServiceGraph } from './build'
import { decorate } from './decorate'
import { buildDirectory } from './directory'
import { type Focus, focusOn } from './focus'
import type { GraphView, ServiceGraph } from './graph'
import type { MeshFacts } from './mesh-facts'
import { buildRepresented } from './represented'
import type { TrafficSamples } from './sample'
import { type Visible, visibleFacts, visibleTraffic } from './visibility'
import { withoutWaypointLegs } from './waypoint-legs'
import { type HiddenScrapers, withoutScrapers } from './without-scrapers'

export type DrawOptions = {
  view: GraphView
  services: boolean
  /** What was asked for; none are all that the viewer may see. */
  namespaces: readonly string[]
  /** `null`: everything. */
  visible: Visible | null
  /** Callers to leave out, `namespace/workload`. */
  scrapers?: readonly string[]
  hide?: FindQuery
  find?: FindQuery
  focus?: Focus | null
}

export type DrawnGraph = ServiceGraph & {
  /** Of everything that was asked for, before anything is hidden or gathered; each call once. */
  totals: { nodes: number; edges: number; traffic: Traffic }
  /** Ids of what `find` is about. */
  found: string[]
  scrapers: HiddenScrapers
}

/** The whole way from what was seen and what is there to the picture of one viewer. */
export function drawServiceGraph(
  seen: TrafficSamples,
  there: MeshFacts,
  options: DrawOptions,
): DrawnGraph {
  const { view, services, namespaces, visible, scrapers = [] } = options
  const shown = withoutWaypointLegs(seen, there)
  const facts = visible ? visibleFacts(there, visible) : there
  const { samples, hidden } = withoutScrapers(
    visible ? visibleTraffic(shown, there, visible) : shown,
    scrapers,
  )
  const directory = buildDirectory(samples, facts)
  const graph = buildServiceGraph(samples, { view, services, namespaces, directory })
  const represented = buildRepresented(facts)
  const whole = decorate(graph, { facts, namespaces, samples, directory, represented })
  const picture = select(whole, options)
  return {
    ...picture,
    totals: {
      nodes: whole.nodes.length,
      edges: whole.edges.length,
      traffic: trafficOf(samples.requests, samples.tcp),
    },
    found: [...findIn(options.find ?? [], picture)],
    scrapers: hidden,
  }
}

function select(whole: ServiceGraph, { hide = [], focus = null }: DrawOptions): ServiceGraph {
  const left = hideFrom(hide, whole)
  return focus ? focusOn(focus, left) : left
}
