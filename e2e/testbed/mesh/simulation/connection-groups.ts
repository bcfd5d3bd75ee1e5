import type { LedgerBook, LedgerKey, LedgerRow } from '../ledger'
import type { Ended, Report } from '../report/ended'
import { ledgerKey, partiesOfLeg, waypointOf } from './ledger-key'
import {
  type ClosingSeries,
  type ConnectionSeries,
  closingSeries,
  connectionSeries,
  type PodProxy,
} from './pod-proxy'

/** Counters of the same connections at every proxy that sees them. */
export type ConnectionGroup = {
  row: LedgerRow
  series: readonly { connection: ConnectionSeries; closing: ClosingSeries; isFailed: boolean }[]
}

type Proxies = ReadonlyMap<string, PodProxy>

const byReporter = (reports: readonly Report[], reporter: string) =>
  reports.find(({ labels }) => labels.reporter === reporter)

/** Whose report counts where several proxies report one thing. */
export const counting = (reports: readonly Report[]): Report | undefined =>
  byReporter(reports, 'waypoint') ??
  byReporter(reports, 'source') ??
  byReporter(reports, 'destination')

/** Of a call through a waypoint it is the waypoint's connection; those of ztunnels are its legs. */
export function isOwnConnection({ metrics, labels }: Report, { protocol, fate }: Ended): boolean {
  if (metrics !== 'connections' || protocol !== 'tcp') return false
  return waypointOf(fate) === null || labels.reporter === 'waypoint'
}

export const connectionGroup = (
  proxies: Proxies,
  row: LedgerRow,
  reports: readonly Report[],
): ConnectionGroup => ({
  row,
  series: reports.flatMap((report) => {
    const proxy = proxies.get(report.proxy.key)
    if (!proxy) return []
    const series = {
      connection: connectionSeries(proxy, report),
      closing: closingSeries(proxy, report),
      isFailed: report.closedFlags !== report.labels.response_flags,
    }
    return [series]
  }),
})

const pairOf = ({ labels }: Report) =>
  [
    labels.source_workload_namespace,
    labels.source_workload,
    labels.destination_workload_namespace,
    labels.destination_workload,
  ].join(' ')

/** The connections below a call that ztunnels carry: one leg, or two with a waypoint between. */
export function legsOf(
  { ledger, proxies }: { ledger: LedgerBook; proxies: Proxies },
  ended: Ended,
  reports: readonly Report[],
): ConnectionGroup[] {
  const asConnections: Ended = { ...ended, protocol: 'tcp', code: '', grpcStatus: '' }
  return [...new Set(reports.map(pairOf))].map((pair) => {
    const ofPair = reports.filter((report) => pairOf(report) === pair)
    const first = counting(ofPair)
    const key: LedgerKey = {
      ...ledgerKey(asConnections, 'leg', first?.proxy.key ?? null),
      ...partiesOfLeg(ended, first?.labels ?? {}),
    }
    return connectionGroup(proxies, ledger.row(key), ofPair)
  })
}

export function openConnections({ row, series }: ConnectionGroup, count: number): void {
  row.connectionsOpened += count
  for (const { connection } of series) connection.opened += count
}

export function closeConnections({ row, series }: ConnectionGroup, count: number): void {
  row.connectionsClosed += count
  for (const { closing, isFailed } of series) {
    closing.closed += count
    if (isFailed) closing.failed += count
  }
}

/** Received from the client's side, sent to it. */
export function passBytes({ row, series }: ConnectionGroup, received: number, sent: number): void {
  row.receivedBytes += received
  row.sentBytes += sent
  for (const { connection } of series) {
    connection.receivedBytes += received
    connection.sentBytes += sent
  }
}
