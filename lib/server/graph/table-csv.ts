// No 'server-only' here: the drawing worker, which no browser can reach, is bundled on its own.
import type { TableRow } from '../../domain/service-graph/table'
import { type Cell, toCsv } from '../csv'

const columns = {
  source_namespace: ({ source }) => source.namespace,
  source: ({ source }) => source.name,
  source_kind: ({ source }) => source.kind,
  target_namespace: ({ target }) => target.namespace,
  target: ({ target }) => target.name,
  target_kind: ({ target }) => target.kind,
  protocol: ({ protocol }) => protocol,
  reporter: ({ reporter }) => reporter,
  mirrored: ({ mirrored }) => mirrored,
  health: ({ health }) => health,
  requests_per_second: ({ requestsPerSecond }) => requestsPerSecond,
  share_of_source: ({ share }) => share,
  error_ratio: ({ errorRatio }) => errorRatio,
  client_error_ratio: ({ clientErrorRatio }) => clientErrorRatio,
  cancelled_ratio: ({ cancelledRatio }) => cancelledRatio,
  p50_ms: ({ p50 }) => p50,
  p95_ms: ({ p95 }) => p95,
  p99_ms: ({ p99 }) => p99,
  connections_per_second: ({ connectionsPerSecond }) => connectionsPerSecond,
  sent_bytes_per_second: ({ sent }) => sent,
  received_bytes_per_second: ({ received }) => received,
  mutual_tls_ratio: ({ mutualTls }) => mutualTls,
  plaintext_ratio: ({ plaintext }) => plaintext,
} as const satisfies Record<string, (row: TableRow) => Cell>

/** The columns carry their units, as in a Prometheus metric's name. */
export const tableCsv = (rows: readonly TableRow[]): string =>
  toCsv([
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((read) => read(row))),
  ])
