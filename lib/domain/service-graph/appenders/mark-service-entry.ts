import type { GraphAppender } from '../appender'
import type { ServiceEntryFacts } from '../mesh-facts'

/** Which ServiceEntry a host outside of the mesh is registered by. */
export const markServiceEntry: GraphAppender = (graph, { facts }) => {
  if (facts.serviceEntries.length === 0) return graph
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      if (node.kind !== 'serviceEntry') return node
      const entry = entryOf(node.name, facts.serviceEntries)
      if (!entry) return node
      const { namespace, name } = entry
      return { ...node, registeredBy: { kind: 'ServiceEntry', namespace, name } }
    }),
  }
}

/** The one that names it, else the one whose wildcard is the longest. */
function entryOf(host: string, entries: readonly ServiceEntryFacts[]) {
  const matching = entries.flatMap((entry) =>
    entry.hosts.filter((pattern) => covers(pattern, host)).map((pattern) => ({ entry, pattern })),
  )
  return matching.sort(
    (a, b) =>
      Number(b.pattern === host) - Number(a.pattern === host) ||
      b.pattern.length - a.pattern.length ||
      (a.entry.name < b.entry.name ? -1 : 1),
  )[0]?.entry
}

const covers = (pattern: string, host: string) =>
  pattern.startsWith('*') ? host.endsWith(pattern.slice(1).toLowerCase()) : pattern === host
