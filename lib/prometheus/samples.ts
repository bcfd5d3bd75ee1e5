// No 'server-only' here: the drawing worker, which no browser can reach, is bundled on its own.
import type { Protocol, Reporter } from '../domain/service-graph/graph'
import type {
  Hop,
  LatencySample,
  Peer,
  RequestSample,
  SecuritySample,
  VolumeSample,
} from '../domain/service-graph/sample'
import { type Quantity, quantities } from '../domain/traffic/tally'
import { mirroredLabel, peerLabel } from './istio-labels'
import { prometheusNumber, type VectorShape, type VectorTable } from './parse-vector'

/** From columns to the domain's samples. What is no finite number (0/0, a stale marker) is none. */

export const toRequestSamples = (table: VectorTable, shape: VectorShape): RequestSample[] =>
  toSamples(table, shape, (hop, [code = '', grpcStatus = '', flags = ''], value) => ({
    hop,
    code,
    // Plain HTTP has none, and an empty label is no label.
    grpcStatus: grpcStatus === '' ? null : grpcStatus,
    flags,
    requestsPerSecond: value,
  }))

export const toVolumeSamples = (table: VectorTable, shape: VectorShape): VolumeSample[] =>
  toSamples(table, shape, (hop, [quantity], perSecond) =>
    isQuantity(quantity) ? { hop, quantity, perSecond } : null,
  )

const isQuantity = (text: string | undefined): text is Quantity =>
  quantities.some((one) => one === text)

export const toLatencySamples = (table: VectorTable, shape: VectorShape): LatencySample[] =>
  toSamples(table, shape, (hop, [le = ''], requestsPerSecond) => ({
    hop,
    le: prometheusNumber(le),
    requestsPerSecond,
  }))

export const toSecuritySamples = (table: VectorTable, shape: VectorShape): SecuritySample[] =>
  toSamples(
    table,
    shape,
    (hop, [policy = '', sourcePrincipal = '', principal = ''], perSecond) => ({
      hop,
      policy: policy === 'mutual_tls' || policy === 'none' ? policy : 'unknown',
      sourcePrincipal,
      destinationPrincipal: principal,
      perSecond,
    }),
  )

function toSamples<T>(
  table: VectorTable,
  shape: VectorShape,
  build: (hop: Hop, labels: readonly string[], value: number) => T | null,
): T[] {
  const { strings, values, groupOf } = table
  const hops = toHops(table, shape)
  const width = shape.labels.length
  const samples: T[] = []
  for (let row = 0; row < values.length; row++) {
    const hop = hops[groupOf[row] ?? -1]
    const value = values[row] ?? Number.NaN
    if (!hop || !Number.isFinite(value)) continue
    const labels = shape.labels.map((_, at) => strings[table.labels[row * width + at] ?? -1] ?? '')
    const sample = build(hop, labels, value)
    if (sample !== null) samples.push(sample)
  }
  return samples
}

function toHops({ groups, strings }: VectorTable, { groupLabels }: VectorShape): Hop[] {
  const width = groupLabels.length
  const column = new Map(groupLabels.map((label, at) => [label, at]))
  const count = width === 0 ? 0 : groups.length / width
  const peers = new Map<string, Peer>()
  return Array.from({ length: count }, (_, row) => {
    const read = (label: string) => {
      const at = column.get(label)
      return at === undefined ? '' : (strings[groups[row * width + at] ?? -1] ?? '')
    }
    return {
      reporter: reporterOf(read('reporter')),
      protocol: protocolOf(read('request_protocol')),
      source: shared(peers, toPeer('source', read)),
      destination: shared(peers, toPeer('destination', read)),
      destinationService: read('destination_service'),
      destinationServiceName: read('destination_service_name'),
      mirrored: read(mirroredLabel) === 'true',
    }
  })
}

/** The same peer is the same object, so what is worked out of it is worked out once. */
function shared(peers: Map<string, Peer>, peer: Peer): Peer {
  const { cluster, namespace, workload, app, version } = peer
  const key = `${cluster}\n${namespace}\n${workload}\n${app}\n${version}`
  const known = peers.get(key)
  if (known) return known
  peers.set(key, peer)
  return peer
}

const toPeer = (end: 'source' | 'destination', read: (label: string) => string): Peer => ({
  cluster: read(peerLabel(end, 'cluster')),
  namespace: read(peerLabel(end, 'namespace')),
  workload: read(peerLabel(end, 'workload')),
  app: read(peerLabel(end, 'app')),
  version: read(peerLabel(end, 'version')),
})

const reporterOf = (text: string): Reporter =>
  text === 'waypoint' || text === 'destination' ? text : 'source'

/** HTTP/2 that is not gRPC says `http` too; so does, for us, a series whose label was taken away. */
const protocolOf = (text: string): Protocol => (text === 'grpc' || text === 'tcp' ? text : 'http')
