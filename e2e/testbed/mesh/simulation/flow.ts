import type { Moments } from '../draw/moments'
import type { LedgerBook, LedgerKey, LedgerRow } from '../ledger'
import type { Ended, Report } from '../report/ended'
import { reportsOf } from '../report/reports'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import {
  type ConnectionGroup,
  connectionGroup,
  counting,
  isOwnConnection,
  legsOf,
} from './connection-groups'
import { ledgerKey, serverOf } from './ledger-key'
import {
  type MessageSeries,
  type MetricsScope,
  messageSeries,
  type PodProxy,
  type RequestSeries,
  requestSeries,
} from './pod-proxy'
import type { CallShapes } from './shapes'

/** One way in which a call can end, with everything that counts it. */
export type Flow = {
  /** Who calls whom and how it ends, to the pod: what stays open is found again by it. */
  key: string
  /** Those at its ends. */
  pods: readonly MeshPod[]
  /** It comes through: bytes flow, connections stay open. */
  carries: boolean
  row: LedgerRow
  /** By those who wait for the answer, and by the proxy of the pod that gives it. */
  outer: readonly RequestSeries[]
  inner: readonly RequestSeries[]
  messages: readonly MessageSeries[]
  /** The call's own, where it is a connection; `legs` lie below requests. */
  connections: ConnectionGroup | null
  legs: readonly ConnectionGroup[]
  shapes: CallShapes | null
  /** Of one connection, or of one request where no shape says more. */
  bytes: { received: Moments; sent: Moments }
  /** The pod that answered and goes on to make its own calls. */
  next: MeshPod | null
}

export type FlowInputs = {
  world: World
  scope: MetricsScope
  ledger: LedgerBook
  proxies: ReadonlyMap<string, PodProxy>
}

export type FlowFacts = {
  ended: Ended
  kind: Exclude<LedgerKey['kind'], 'leg'>
  shapes: CallShapes | null
  bytes: Flow['bytes']
  next: MeshPod | null
}

/** The counters of these reports at the proxies that there are. */
function requestCounters({ proxies, scope }: FlowInputs, reports: readonly Report[]) {
  const counters = reports.flatMap(({ proxy, metrics, labels }) => {
    const counted = proxies.get(proxy.key)
    return counted && metrics === 'requests' ? [{ counted, labels }] : []
  })
  const ofSide = (isInner: boolean) =>
    counters
      .filter(({ labels }) => (labels.reporter === 'destination') === isInner)
      .map(({ counted, labels }) => requestSeries(counted, labels, scope))
  return {
    outer: ofSide(false),
    inner: ofSide(true),
    messages: () => counters.map(({ counted, labels }) => messageSeries(counted, labels)),
  }
}

/** Finds or makes the counters and rows of a way in which a call ends. */
export function newFlow(inputs: FlowInputs, facts: FlowFacts): Flow {
  const { ended, kind, shapes, bytes, next } = facts
  const { ledger, proxies } = inputs
  // What a proxy repeats is known to the other side only.
  const reports = reportsOf(inputs.world, ended).filter(
    ({ labels }) => kind !== 'try' || labels.reporter === 'destination',
  )
  const ownConnections = reports.filter((report) => isOwnConnection(report, ended))
  const own = [...reports.filter(({ metrics }) => metrics === 'requests'), ...ownConnections]
  const others = reports.filter((report) => !own.includes(report))
  const key = ledgerKey(ended, kind, kind === 'try' ? null : (counting(own)?.proxy.key ?? null))
  const row = ledger.row(key)
  const server = serverOf(ended.fate)
  const { outer, inner, messages } = requestCounters(inputs, reports)
  return {
    key: `${ended.client.key} ${server?.key ?? ''} ${JSON.stringify(key)}`,
    pods: server ? [ended.client, server] : [ended.client],
    carries: ['arrives', 'external', 'passthrough'].includes(ended.fate.kind),
    row,
    outer,
    inner,
    messages: ended.protocol === 'grpc' ? messages() : [],
    connections: ended.protocol === 'tcp' ? connectionGroup(proxies, row, ownConnections) : null,
    legs: legsOf(inputs, ended, others),
    shapes,
    bytes,
    next,
  }
}

/** Everything that is counted as connections of such a call. */
export const groupsOf = ({ connections, legs }: Flow): readonly ConnectionGroup[] =>
  connections ? [connections, ...legs] : legs

export function passMessages({ row, messages }: Flow, request: number, response: number): void {
  row.requestMessages += request
  row.responseMessages += response
  for (const series of messages) {
    series.request += request
    series.response += response
  }
}
