import { worstHealth } from '../../health/health'
import type { GraphNode, ServiceGraph } from '../graph'
import { type NodeSeed, seedOf } from '../node-of-peer'
import { appToken, type Expansion, moreToken, namespaceToken } from './expansion'
import { byTroubleAndTraffic, type Weighed, weigh } from './rank'

export type GroupingOptions = {
  /** The most nodes of a picture that nothing was opened in. */
  limit: number
  expansion: Expansion
  /** What was asked for; a single one is open from the start. */
  namespaces: readonly string[]
  /** Ids of what is drawn by itself, wherever it belongs: what was found, what the focus is on. */
  single: ReadonlySet<string>
}

/** The group that each node is drawn in; what is not in it is drawn by itself. */
export type Assignment = ReadonlyMap<string, Group>
export type Group = { seed: NodeSeed; expand: string | null }

/** An opened namespace may be larger than the opening picture, but a screen has its end. */
export const mostOpened = 300

/** A node of the mesh that lies in a namespace, with what it can be gathered into. */
type Member = { node: GraphNode; namespace: string; cluster: string | null; app: string }

type Level = 'node' | 'app' | 'namespace'

/**
 * Over budget a picture opens as apps, else as namespaces, and where these are too many as the
 * first of them and "N more". The same level for all of it, and chosen by numbers alone: a picture
 * must not change its grain because traffic changed.
 */
export function assignGroups(graph: ServiceGraph, options: GroupingOptions): Assignment {
  const { limit, single, expansion } = options
  if (graph.nodes.length <= limit) return new Map()
  const kept = firstOf(
    graph.nodes.filter(({ id }) => single.has(id)),
    limit,
  )
  const members = graph.nodes.filter(({ id }) => !kept.has(id)).flatMap(toMember)
  const sole = soleNamespace(members, options)
  const inside = members.filter(({ namespace }) => namespace === sole)
  const elsewhere = graph.nodes.length - inside.length
  // Whoever looks at one namespace looks at its neighbours as well.
  const ownRoom = elsewhere === 0 ? limit : Math.ceil(limit * 0.7)
  const assigned = new Map<string, Group>()
  const open = (ones: readonly Member[], cap: number) =>
    assignInside(ones, { ...options, cap }, assigned)
  open(inside, sole !== null && expansion.namespaces.has(sole) ? mostOpened : ownRoom)
  const outside = members.filter(({ namespace }) => namespace !== sole)
  const room = sole === null ? limit : Math.max(1, limit - countDrawn(inside, assigned))
  const level = levelOf(outside, room - (elsewhere - outside.length))
  for (const [namespace, ones] of byNamespace(outside))
    if (expansion.namespaces.has(namespace)) open(ones, mostOpened)
    else for (const member of ones) assignAt(level, member, expansion, assigned)
  const isOpen = (namespace: string) => namespace === sole || expansion.namespaces.has(namespace)
  return withRest(graph, assigned, { kept, isOpen, room, limit, expansion })
}

function toMember(node: GraphNode): Member[] {
  if (!('marks' in node) || node.kind === 'namespace') return []
  const { namespace, cluster } = node
  // A service stands with the app of its name, as they mostly have the same.
  return [{ node, namespace, cluster, app: node.app ?? node.name }]
}

/** The one that was asked for, or the only one there is. */
function soleNamespace(members: readonly Member[], { namespaces }: GroupingOptions) {
  const [asked, ...others] = namespaces
  if (asked !== undefined) return others.length === 0 ? asked : null
  const all = new Set(members.map(({ namespace }) => namespace))
  return all.size === 1 ? ([...all][0] ?? null) : null
}

const appOf = ({ namespace, app }: Member) => `${namespace}/${app}`
const countApps = (members: readonly Member[]) => new Set(members.map(appOf)).size

const levelOf = (members: readonly Member[], room: number): Level => {
  if (members.length <= room) return 'node'
  return countApps(members) <= room ? 'app' : 'namespace'
}

/** Within an opened namespace: all of it, else apps, else the first of it and the rest as one. */
function assignInside(
  members: readonly Member[],
  { cap, expansion }: GroupingOptions & { cap: number },
  assigned: Map<string, Group>,
): void {
  const [first] = members
  if (!first || members.length <= cap) return
  const { namespace, cluster } = first
  const count = expansion.more.get(namespace) ?? cap
  if (countApps(members) <= cap) {
    for (const member of members) assignAt('app', member, expansion, assigned)
    return
  }
  const drawn = firstOf(
    members.map(({ node }) => node),
    count - 1,
  )
  const rest: Group = {
    seed: seedOf({ kind: 'more', cluster, namespace }),
    expand: moreToken(namespace, count + cap),
  }
  for (const { node } of members) if (!drawn.has(node.id)) assigned.set(node.id, rest)
}

function assignAt(
  level: Level,
  member: Member,
  expansion: Expansion,
  assigned: Map<string, Group>,
): void {
  const { node, namespace, cluster, app } = member
  if (level === 'node' || expansion.apps.has(appOf(member))) return
  const group: Group =
    level === 'app'
      ? {
          seed: seedOf(
            { kind: 'app', cluster, namespace, name: app, version: null },
            { app, version: null },
          ),
          expand: appToken(namespace, app),
        }
      : {
          seed: seedOf({ kind: 'namespace', cluster, name: namespace }),
          expand: namespaceToken(namespace),
        }
  assigned.set(node.id, group)
}

type Rest = {
  /** Drawn by itself, whatever else is. */
  kept: ReadonlySet<string>
  isOpen: (namespace: string) => boolean
  /** For how many nodes outside of what is open. */
  room: number
  limit: number
  expansion: Expansion
}

/** What is drawn of the mesh beyond the first so many becomes "N more". What was opened is not. */
function withRest(
  graph: ServiceGraph,
  assigned: ReadonlyMap<string, Group>,
  { kept, isOpen, room, limit, expansion }: Rest,
): Assignment {
  const count = expansion.more.get('') ?? room
  const isOpened = (node: GraphNode) =>
    'namespace' in node && node.namespace !== null && isOpen(node.namespace)
  const units = unitsOf(
    graph.nodes.filter((node) => !kept.has(node.id) && !isOpened(node)),
    assigned,
  )
  if (units.size + kept.size <= count) return assigned
  const order = [...units.values()].sort((a, b) => byTroubleAndTraffic(a.weight, b.weight))
  const rest: Group = {
    seed: seedOf({ kind: 'more', cluster: null, namespace: null }),
    expand: moreToken(null, count + limit),
  }
  const all = new Map(assigned)
  for (const { ids } of order.slice(Math.max(0, count - kept.size - 1)))
    for (const id of ids) all.set(id, rest)
  return all
}

type Unit = { ids: string[]; weight: Weighed }

/** What stands on the picture as one, with all that is in it. */
function unitsOf(
  nodes: readonly GraphNode[],
  assigned: ReadonlyMap<string, Group>,
): Map<string, Unit> {
  const units = new Map<string, Unit>()
  for (const node of nodes) {
    const id = assigned.get(node.id)?.seed.id ?? node.id
    const weight = { ...weigh(node), id }
    const known = units.get(id)
    if (!known) {
      units.set(id, { ids: [node.id], weight })
      continue
    }
    known.ids.push(node.id)
    known.weight = {
      id,
      health: worstHealth([known.weight.health, weight.health]),
      perSecond: known.weight.perSecond + weight.perSecond,
    }
  }
  return units
}

const firstOf = (nodes: readonly GraphNode[], count: number): Set<string> =>
  new Set(
    nodes
      .map(weigh)
      .sort(byTroubleAndTraffic)
      .slice(0, Math.max(0, count))
      .map(({ id }) => id),
  )

const countDrawn = (members: readonly Member[], assigned: ReadonlyMap<string, Group>) =>
  new Set(members.map(({ node }) => assigned.get(node.id)?.seed.id ?? node.id)).size

function byNamespace(members: readonly Member[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>()
  for (const member of members) {
    const known = groups.get(member.namespace)
    if (known) known.push(member)
    else groups.set(member.namespace, [member])
  }
  return groups
}
