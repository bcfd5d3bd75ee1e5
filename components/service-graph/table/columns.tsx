import type { ReactNode } from 'react'
import { HealthSymbol, healthLooks } from '@/components/mesh/health'
import type { Column } from '@/components/ui/virtual-table'
import type { TableColumn, TableEnd, TableRow } from '@/lib/domain/service-graph/table'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'

/** What a column costs to know, besides the traffic itself. */
type Needs = 'latency' | 'mtls'

export type EdgeColumn = Column<TableRow> & {
  sortBy: TableColumn
  /** What the name means, where its word is short. */
  meaning?: string
  needs?: Needs
}

/** Nothing was seen, or not asked for: never 0. */
const absent = <span className="text-muted">–</span>

const figure =
  (read: (row: TableRow) => number | null, write: (value: number) => string) =>
  (row: TableRow): ReactNode => {
    const value = read(row)
    return value === null ? absent : write(value)
  }

const End = ({ end: { name, namespace } }: { end: TableEnd }) => (
  <span title={namespace === null ? name : `${name}, ${namespace}`}>
    <span className="font-medium">{name}</span>
    {namespace !== null && namespace !== name && <span className="text-muted"> {namespace}</span>}
  </span>
)

const protocols: Record<TableRow['protocol'], string> = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' }

const Health = ({ health, errorRatio }: TableRow) => (
  <span className={`inline-flex items-center gap-1.5 ${healthLooks[health].text}`}>
    <HealthSymbol health={health} className="size-2.5" />
    {/* TCP has no outcome: it was seen, and nothing can be said of its health. */}
    {health === 'unknown' && errorRatio !== null ? 'Too few' : healthLooks[health].short}
  </span>
)

type Figure = Omit<EdgeColumn, 'width' | 'isFigure'>
const number = (column: Figure): EdgeColumn => ({ ...column, width: '96px', isFigure: true })

export const columns: readonly EdgeColumn[] = [
  { sortBy: 'source', name: 'From', cell: ({ source }) => <End end={source} /> },
  { sortBy: 'target', name: 'To', cell: ({ target }) => <End end={target} /> },
  {
    sortBy: 'protocol',
    name: 'Protocol',
    width: '104px',
    cell: ({ protocol, mirrored }) => protocols[protocol] + (mirrored ? ', mirrored' : ''),
  },
  { sortBy: 'health', name: 'Health', width: '104px', cell: (row) => <Health {...row} /> },
  number({
    sortBy: 'requestsPerSecond',
    name: 'Requests',
    meaning: 'Requests per second',
    cell: figure(({ requestsPerSecond }) => requestsPerSecond, formatRate),
  }),
  number({
    sortBy: 'share',
    name: 'Share',
    meaning: 'Share of what the caller sends',
    cell: figure(({ share }) => share, formatPercent),
  }),
  number({
    sortBy: 'errorRatio',
    name: 'Errors',
    meaning: 'Share of failed requests',
    cell: figure(({ errorRatio }) => errorRatio, formatPercent),
  }),
  number({
    sortBy: 'clientErrorRatio',
    name: '4xx',
    meaning: 'Share of requests refused for the caller’s own fault',
    cell: figure(({ clientErrorRatio }) => clientErrorRatio, formatPercent),
  }),
  ...(['p50', 'p95', 'p99'] as const).map((name) =>
    number({
      sortBy: name,
      name,
      meaning: `Latency, ${name.slice(1)}th percentile`,
      needs: 'latency',
      cell: figure((row) => row[name], formatLatency),
    }),
  ),
  number({
    sortBy: 'sent',
    name: 'Answered',
    meaning: 'Bytes per second towards the caller',
    cell: figure(({ sent }) => sent, formatBytesPerSecond),
  }),
  number({
    sortBy: 'received',
    name: 'Sent',
    meaning: 'Bytes per second from the caller',
    cell: figure(({ received }) => received, formatBytesPerSecond),
  }),
  number({
    sortBy: 'connectionsPerSecond',
    name: 'Connections',
    meaning: 'TCP connections opened per second',
    cell: figure(({ connectionsPerSecond }) => connectionsPerSecond, formatRate),
  }),
  number({
    sortBy: 'mutualTls',
    name: 'mTLS',
    meaning: 'Share of mutual TLS',
    needs: 'mtls',
    cell: figure(({ mutualTls }) => mutualTls, formatPercent),
  }),
  number({
    sortBy: 'plaintext',
    name: 'Plaintext',
    meaning: 'Share of plaintext',
    needs: 'mtls',
    cell: figure(({ plaintext }) => plaintext, formatPercent),
  }),
]

/** Those that the question has answers for. */
export const columnsFor = (asked: Record<Needs, boolean>): EdgeColumn[] =>
  columns.filter(({ needs }) => needs === undefined || asked[needs])
