import type { Edge, GraphNode, ServiceGraph } from '../service-graph/graph'
import { type FindSubject, findFields, nameOf, namespaceOf } from './fields'
import type { Comparison, FindQuery, Term } from './parse'

/** Whether one alternative holds in all of its terms. Nothing asked, nothing found. */
export const matches = (query: FindQuery, subject: FindSubject): boolean =>
  query.some((terms) => terms.every((term) => holds(term, subject) === true))

/** Ids of all nodes and edges that match. */
export function findIn(query: FindQuery, { nodes, edges }: ServiceGraph): Set<string> {
  const found = new Set<string>()
  if (query.length === 0) return found
  const byId = new Map<string, GraphNode>()
  for (const node of nodes) {
    byId.set(node.id, node)
    if (matches(query, { kind: 'node', node })) found.add(node.id)
  }
  for (const edge of edges) if (edgeMatches(query, edge, byId)) found.add(edge.id)
  return found
}

/** Without what matches, and without the edges of nodes that do. */
export function hideFrom(query: FindQuery, graph: ServiceGraph): ServiceGraph {
  const found = findIn(query, graph)
  if (found.size === 0) return graph
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => !found.has(id)),
    edges: graph.edges.filter(
      ({ id, source, target }) => !found.has(id) && !found.has(source) && !found.has(target),
    ),
  }
}

function edgeMatches(query: FindQuery, edge: Edge, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)]
  return (
    source !== undefined &&
    target !== undefined &&
    matches(query, { kind: 'edge', edge, source, target })
  )
}

/**
 * `null`: it is not about this subject, or nothing was seen. That is neither yes nor no: `!idle`
 * finds no edges, and `!error>1%` nothing that is silent.
 */
function holds(term: Term, subject: FindSubject): boolean | null {
  const answer = asked(term, subject)
  return answer === null ? null : answer !== term.not
}

function asked(term: Term, subject: FindSubject): boolean | null {
  switch (term.kind) {
    case 'word':
      return subject.kind === 'node' ? isCalled(term, subject.node) : null
    case 'number': {
      const field = findFields[term.field]
      const value = field.type === 'number' ? field.read(subject) : null
      return value === null ? null : compare(value, term.comparison, term.value)
    }
    case 'text': {
      const field = findFields[term.field]
      const values = field.type === 'text' ? field.read(subject) : null
      if (values === null || field.type !== 'text') return null
      const part = field.part && !term.exact
      return values.some((value) => term.values.some((wanted) => isLike(value, wanted, part)))
    }
  }
}

/** A word alone is a mark's name, or a part of what is written on a card. */
function isCalled({ text, quoted }: { text: string; quoted: boolean }, node: GraphNode): boolean {
  const wanted = text.toLowerCase()
  const marks = 'marks' in node && !quoted ? node.marks : []
  const { kind } = node
  return (
    marks.some((mark) => mark.kind.toLowerCase() === wanted) ||
    (!quoted && kind === 'unknown' && wanted === 'unknown') ||
    [nameOf(node), namespaceOf(node) ?? ''].some((one) => isLike(one, wanted, true))
  )
}

/** A `*` stands for anything; upper and lower case are one. */
function isLike(value: string, wanted: string, part: boolean): boolean {
  const [text, pattern] = [value.toLowerCase(), wanted.toLowerCase()]
  if (!pattern.includes('*')) return part ? text.includes(pattern) : text === pattern
  return isGlob(text, pattern.split('*'))
}

/** Piece by piece, so that no pattern takes long. */
function isGlob(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

function compare(value: number, comparison: Comparison, wanted: number): boolean {
  switch (comparison) {
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '=':
      return Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
  }
}
