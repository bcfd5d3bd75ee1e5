import { isByDefault, type Judgement, judge, type Outcomes, sickest } from '../../health/health'
import { securityShares } from '../../traffic/security-shares'
import type { Traffic } from '../../traffic/traffic'
import { mergeTraffic } from '../../traffic/traffic-of'
import type { MemberCounts } from '../appenders/count-members'
import { byId, latencyOfSamples, measuredOnce, principalsOf, toBareNode } from '../build'
import type { Bundle } from '../bundles'
import { type Edge, type GraphNode, isMeshNode, type Mark, type ServiceGraph } from '../graph'
import { edgeId } from '../ids'
import type { Assignment, Group } from './assign'

export type GatherContext = {
  /** The samples behind the edges: buckets can be added up, quantiles cannot. */
  bundles: ReadonlyMap<string, Bundle>
  countsOf: MemberCounts
  windowSeconds: number
}

/**
 * Draws nodes as the groups that they were assigned to. Nothing is lost: what flowed within a group
 * is an edge from it to itself, so all edges together carry what they did before.
 */
export function gather(
  graph: ServiceGraph,
  assignment: Assignment,
  context: GatherContext,
): ServiceGraph {
  if (assignment.size === 0) return graph
  const placeOf = (id: string) => assignment.get(id)?.seed.id ?? id
  const nodes = gatherNodes(graph.nodes, assignment, context)
  const sent = new Map(nodes.map(({ id, out }) => [id, out.requestsPerSecond ?? 0]))
  const moved = collectBy(graph.edges, ({ source, target, protocol, mirrored }) => {
    return edgeId(placeOf(source), placeOf(target), protocol, mirrored)
  })
  const edges = [...moved].map(([id, ones]) => {
    const [first] = ones
    const [source, target] = [placeOf(first.source), placeOf(first.target)]
    if (ones.length === 1 && first.source === source && first.target === target) return first
    const ends = { id, source, target }
    return gatherEdge(ends, ones, { ...context, sent: sent.get(source) ?? 0 })
  })
  return { ...graph, nodes: nodes.sort(byId), edges: edges.sort(byId) }
}

type Several<T> = [T, ...T[]]

function collectBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, Several<T>> {
  const groups = new Map<string, Several<T>>()
  for (const one of all) {
    const key = keyOf(one)
    const known = groups.get(key)
    if (known) known.push(one)
    else groups.set(key, [one])
  }
  return groups
}

function gatherNodes(
  nodes: readonly GraphNode[],
  assignment: Assignment,
  context: GatherContext,
): GraphNode[] {
  const groups = collectBy(nodes, ({ id }) => assignment.get(id)?.seed.id ?? id)
  return [...groups.values()].map((members) => {
    const group = assignment.get(members[0].id)
    return group ? gatherNode(group, members, context) : members[0]
  })
}

function gatherNode(
  { seed, expand }: Group,
  members: readonly GraphNode[],
  { countsOf }: GatherContext,
): GraphNode {
  const node = toBareNode(seed, {
    in: mergeTraffic(members.map((one) => one.in)),
    out: mergeTraffic(members.map((one) => one.out)),
  })
  const judged = sickestOf(members)
  switch (node.kind) {
    case 'namespace':
      return { ...node, ...judged, expand, counts: countsOf(node.name), marks: marksOf(members) }
    case 'app':
      return { ...node, ...judged, expand, marks: marksOf(members) }
    case 'more':
      return { ...node, ...judged, count: members.length, expand: expand ?? node.expand }
    default:
      return node
  }
}

/** A group is as healthy as its sickest member, and for its reason. */
const sickestOf = (members: readonly GraphNode[]) =>
  sickest(members.flatMap((one) => ('health' in one ? [one] : [])))

/** What holds only of all of them; whatever else is a mark of the group when one member has it. */
const ofAllOnly: readonly Mark['kind'][] = ['idle', 'dead', 'ambient', 'noProxy']

function marksOf(members: readonly GraphNode[]): Mark[] {
  const meshNodes = members.filter(isMeshNode)
  const all = new Map<string, { mark: Mark; count: number }>()
  for (const { marks } of meshNodes)
    for (const mark of marks) {
      const key = JSON.stringify(mark)
      const known = all.get(key)
      if (known) known.count += 1
      else all.set(key, { mark, count: 1 })
    }
  return [...all.values()].flatMap(({ mark, count }) =>
    ofAllOnly.includes(mark.kind) && count < meshNodes.length ? [] : [mark],
  )
}

function gatherEdge(
  ends: Pick<Edge, 'id' | 'source' | 'target'>,
  edges: Several<Edge>,
  { bundles, windowSeconds, sent }: GatherContext & { sent: number },
): Edge {
  const { security, latency } = samplesBehind(edges, bundles)
  const reporters = new Set(edges.map(({ reporter }) => reporter))
  const traffic = mergeTraffic(edges.map((edge) => edge.traffic))
  const [first] = edges
  return {
    ...first,
    ...ends,
    reporter: reporters.size > 1 ? 'mixed' : first.reporter,
    traffic,
    share: edges.some(({ share }) => share !== null) ? shareOf(traffic, sent) : null,
    latencyMs: latencyOfSamples(latency),
    mtls: edges.some(({ mtls }) => mtls !== null) ? securityShares(security) : null,
    principals: principalsOf(security),
    waypoint: sameWaypoint(edges),
    transport: null,
    ...judgeTogether(edges, traffic, windowSeconds),
  }
}

const outcomesOf = (traffic: Traffic, windowSeconds: number): Outcomes => ({
  requests: (traffic.requestsPerSecond ?? 0) * windowSeconds,
  errorRatio: traffic.errorRatio,
  clientErrorRatio: traffic.clientErrorRatio,
})

/** All together by the defaults, but for those whose services have rules of their own. */
function judgeTogether(edges: readonly Edge[], whole: Traffic, windowSeconds: number): Judgement {
  const own = edges.filter((edge) => !isByDefault(outcomesOf(edge.traffic, windowSeconds), edge))
  if (own.length === 0) return judge(outcomesOf(whole, windowSeconds))
  const others = edges.filter((edge) => !own.includes(edge)).map(({ traffic }) => traffic)
  return sickest([...own, judge(outcomesOf(mergeTraffic(others), windowSeconds))])
}

/** Added to two lists: a picture of a big mesh has thousands of edges behind a hundred. */
function samplesBehind(edges: readonly Edge[], bundles: GatherContext['bundles']) {
  const behind: Pick<Bundle, 'security' | 'latency'> = { security: [], latency: [] }
  for (const { id } of edges) {
    const bundle = bundles.get(id)
    if (!bundle) continue
    for (const sample of measuredOnce(bundle)) behind.security.push(sample)
    for (const sample of bundle.latency) behind.latency.push(sample)
  }
  return behind
}

const shareOf = ({ requestsPerSecond }: Traffic, sent: number) =>
  sent > 0 ? Math.min(1, (requestsPerSecond ?? 0) / sent) : null

function sameWaypoint([first, ...others]: Several<Edge>): Edge['waypoint'] {
  const { waypoint } = first
  const isSame = (edge: Edge) =>
    edge.waypoint?.namespace === waypoint?.namespace && edge.waypoint?.name === waypoint?.name
  return others.every(isSame) ? waypoint : null
}
