import { findIn, hideFrom } from '../find/match'
import type { FindQuery } from '../find/parse'
import type { Readable } from '../readable'
import type { Traffic } from '../traffic/traffic'
import { trafficOf } from '../traffic/traffic-of'
import { memberCounts } from './appenders/count-members'
import { buildServiceGraph } from './build'
import { decorate } from './decorate'
import { buildDirectory } from './directory'
import { type Focus, focusOn } from './focus'
import type { GraphView, ServiceGraph } from './graph'
import { assignGroups } from './grouping/assign'
import { parseExpansion } from './grouping/expansion'
import { gather } from './grouping/gather'
import { type Layers, separateLayers } from './layers'
import type { MeshFacts } from './mesh-facts'
import { flagMirrored } from './mirrored'
import { buildRepresented, buildSelecting, buildWorkloadsOf } from './represented'
import type { Hop, TrafficSamples } from './sample'
import {
  type Neighbours,
  noNeighbours,
  type Visible,
  visibleFacts,
  visibleTraffic,
} from './visibility'
import { type HiddenScrapers, withoutScrapers } from './without-scrapers'

export type DrawOptions = {
  view: GraphView
  services: boolean
  /** What was asked for; none are all that the viewer may see. */
  namespaces: readonly string[]
  /** `null`: everything. */
  visible: Visible | null
  /** What beside these may be named. */
  neighbours?: Neighbours
  /** Of the routes and rules there. */
  readable: Readable
  /** Callers to leave out, `namespace/workload`. */
  scrapers?: readonly string[]
  /** As nodes, and not only as what an edge goes through. */
  waypoints?: boolean
  hide?: FindQuery
  find?: FindQuery
  focus?: Focus | null
  /** Nodes beyond this many are gathered; without it none are. */
  limit?: number
  /** The `expand` of what was opened. */
  expand?: readonly string[]
  windowSeconds: number
  /** Of a moment that is over: drawn from metrics alone, without what is silent now. */
  isPast?: boolean
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
  const {
    view,
    services,
    namespaces,
    visible,
    neighbours = noNeighbours,
    readable,
    scrapers = [],
    waypoints = false,
    windowSeconds,
    isPast = false,
  } = options
  const layers = separateLayers(flagMirrored(seen, there), there)
  const facts = visibleFacts(there, visible, readable)
  const { samples, hidden } = withoutScrapers(
    visible ? visibleTraffic(layers.samples, there, visible, neighbours) : layers.samples,
    scrapers,
  )
  const directory = buildDirectory(samples, facts)
  const { graph, bundles } = buildServiceGraph(samples, {
    view,
    services,
    waypoints,
    namespaces,
    directory,
    layers: visible ? visibleLayers(layers, visible) : layers,
  })
  const represented = buildRepresented(facts)
  const workloadsOf = buildWorkloadsOf(represented)
  const selecting = buildSelecting(facts, workloadsOf)
  const context = {
    ...{ facts, namespaces, samples, directory },
    ...{ represented, workloadsOf, selecting, windowSeconds, isPast },
  }
  const whole = decorate(graph, context)
  const picture = select(whole, options)
  const found = findIn(options.find ?? [], picture)
  const gathered =
    options.limit === undefined
      ? picture
      : gather(picture, assign(picture, found, options), {
          bundles,
          countsOf: memberCounts(context),
          windowSeconds,
        })
  return {
    ...gathered,
    totals: {
      nodes: whole.nodes.length,
      edges: whole.edges.length,
      traffic: totalOf(samples),
    },
    found: foundIn(gathered, found),
    scrapers: hidden,
  }
}

/** Copies that a route mirrors are no calls of their own. */
function totalOf({ requests, volumes }: TrafficSamples): Traffic {
  const isCall = ({ hop }: { hop: Hop }) => !hop.mirrored
  return trafficOf(requests.filter(isCall), volumes.filter(isCall))
}

/** A waypoint of a hidden namespace is not named. */
const visibleLayers = (layers: Layers, visible: Visible) => ({
  ...layers,
  waypointOf(hop: Hop) {
    const waypoint = layers.waypointOf(hop)
    return waypoint && visible.has(waypoint.namespace) ? waypoint : null
  },
})

function assign(
  picture: ServiceGraph,
  found: ReadonlySet<string>,
  { limit = picture.nodes.length, expand = [], namespaces, focus }: DrawOptions,
) {
  const single = focus ? new Set([...found, focus.id]) : found
  return assignGroups(picture, { limit, namespaces, single, expansion: parseExpansion(expand) })
}

/** What was gathered is still found, but has no place on the picture. */
const foundIn = ({ nodes, edges }: ServiceGraph, found: ReadonlySet<string>): string[] => {
  if (found.size === 0) return []
  const ids = new Set([...nodes, ...edges].map(({ id }) => id))
  return [...found].filter((id) => ids.has(id))
}

function select(whole: ServiceGraph, { hide = [], focus = null }: DrawOptions): ServiceGraph {
  const left = hideFrom(hide, whole)
  return focus ? focusOn(focus, left) : left
}
