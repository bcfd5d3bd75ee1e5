import type { Health } from '../health/health'
import type { Edge, GraphNode, Protocol, ServiceGraph } from './graph'

/** What the edges of a graph can be sorted by, in the order of the columns. */
export const tableColumns = [
  'source',
  'target',
  'protocol',
  'health',
  'requestsPerSecond',
  'share',
  'errorRatio',
  'clientErrorRatio',
  'cancelledRatio',
  'p50',
  'p95',
  'p99',
  'connectionsPerSecond',
  'sent',
  'received',
  'mutualTls',
  'plaintext',
] as const
export type TableColumn = (typeof tableColumns)[number]
export type TableSort = TableColumn | `-${TableColumn}`

export type TableEnd = { id: string; kind: string; name: string; namespace: string | null }

/** One edge as a row: the figures that the picture shows, flat. */
export type TableRow = {
  id: string
  source: TableEnd
  target: TableEnd
  protocol: Protocol
  reporter: Edge['reporter']
  health: Health
  mirrored: boolean
  requestsPerSecond: number | null
  share: number | null
  errorRatio: number | null
  clientErrorRatio: number | null
  cancelledRatio: number | null
  p50: number | null
  p95: number | null
  p99: number | null
  connectionsPerSecond: number | null
  sent: number | null
  received: number | null
  mutualTls: number | null
  plaintext: number | null
}

export function toTableRows({ nodes, edges }: ServiceGraph): TableRow[] {
  const ends = new Map(nodes.map((node) => [node.id, toEnd(node)]))
  return edges.flatMap((edge) => {
    const [source, target] = [ends.get(edge.source), ends.get(edge.target)]
    return source && target ? [toRow(edge, source, target)] : []
  })
}

/** What a node is called in a row. A version is part of the name: `reviews v2`. */
function toEnd(node: GraphNode): TableEnd {
  const { id, kind } = node
  switch (node.kind) {
    case 'unknown':
    case 'hidden':
      return { id, kind, name: node.kind, namespace: null }
    case 'more':
      return { id, kind, name: `${node.count} more`, namespace: node.namespace }
    case 'namespace':
      return { id, kind, name: node.name, namespace: node.name }
    case 'app':
      return {
        id,
        kind,
        name: [node.name, node.version].filter(Boolean).join(' '),
        namespace: node.namespace,
      }
    case 'workload':
    case 'service':
      return { id, kind, name: node.name, namespace: node.namespace }
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return { id, kind, name: node.name, namespace: null }
  }
}

const toRow = (edge: Edge, source: TableEnd, target: TableEnd): TableRow => ({
  id: edge.id,
  source,
  target,
  protocol: edge.protocol,
  reporter: edge.reporter,
  health: edge.health,
  mirrored: edge.mirrored,
  requestsPerSecond: edge.traffic.requestsPerSecond,
  share: edge.share,
  errorRatio: edge.traffic.errorRatio,
  clientErrorRatio: edge.traffic.clientErrorRatio,
  cancelledRatio: edge.traffic.cancelledRatio,
  p50: edge.latencyMs?.p50 ?? null,
  p95: edge.latencyMs?.p95 ?? null,
  p99: edge.latencyMs?.p99 ?? null,
  connectionsPerSecond: edge.traffic.connectionsPerSecond,
  sent: edge.traffic.bytesPerSecond?.sent ?? null,
  received: edge.traffic.bytesPerSecond?.received ?? null,
  mutualTls: edge.mtls?.mutualTls ?? null,
  plaintext: edge.mtls?.plaintext ?? null,
})

const healthOrder: Record<Health, number> = { failing: 0, degraded: 1, healthy: 2, unknown: 3 }

const nameOf = ({ namespace, name }: TableEnd) => `${namespace ?? ''}/${name}`

const figureOf = (row: TableRow, column: TableColumn): string | number | null => {
  if (column === 'source' || column === 'target') return nameOf(row[column])
  return column === 'health' ? healthOrder[row.health] : row[column]
}

/** Rows without a figure come last either way; equal ones by their ids, so pages fit together. */
export function sortTableRows(rows: readonly TableRow[], sort: TableSort): TableRow[] {
  const descending = sort.startsWith('-')
  // What is left after the sign is a column's name, by the type of `sort`.
  const column = (descending ? sort.slice(1) : sort) as TableColumn
  return rows
    .map((row) => ({ row, value: figureOf(row, column) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null) || compare(a.row.id, b.row.id)
      const order = compare(a.value, b.value)
      return (descending ? -order : order) || compare(a.row.id, b.row.id)
    })
    .map(({ row }) => row)
}

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

export type TablePage = { rows: TableRow[]; total: number; next: string | null }

/**
 * `size` rows after the one with the id `after`: rates change between two answers, and a number of
 * rows would then skip some. A row that is gone begins again at the top, which shows rows twice and
 * loses none.
 */
export function pageAfter(
  rows: readonly TableRow[],
  { after, size }: { after: string | null; size: number },
): TablePage {
  const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1
  const page = rows.slice(start, start + size)
  const hasMore = start + page.length < rows.length
  return { rows: page, total: rows.length, next: hasMore ? (page.at(-1)?.id ?? null) : null }
}
