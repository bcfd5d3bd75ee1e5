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
  const count = width === 0 ? 0 : groups.length / width
  // Where each label stands is found once, not for every hop.
  const reader = (label: string) => {
    const at = groupLabels.indexOf(label)
    return at < 0 ? () => '' : (row: number) => strings[groups[row * width + at] ?? -1] ?? ''
  }
  const peers: Peers = new Map()
  const [source, destination] = [peerReader('source', reader), peerReader('destination', reader)]
  const [reporter, protocol] = [reader('reporter'), reader('request_protocol')]
  const [service, name] = [reader('destination_service'), reader('destination_service_name')]
  const mirrored = reader(mirroredLabel)
  return Array.from({ length: count }, (_, row) => ({
    reporter: reporterOf(reporter(row)),
    protocol: protocolOf(protocol(row)),
    source: shared(peers, source(row)),
    destination: shared(peers, destination(row)),
    destinationService: service(row),
    destinationServiceName: name(row),
    mirrored: mirrored(row) === 'true',
  }))
}

type Reader<Read> = (row: number) => Read

function peerReader(
  end: 'source' | 'destination',
  reader: (label: string) => Reader<string>,
): Reader<Peer> {
  const [cluster, namespace] = [
    reader(peerLabel(end, 'cluster')),
    reader(peerLabel(end, 'namespace')),
  ]
  const workload = reader(peerLabel(end, 'workload'))
  const [app, version] = [reader(peerLabel(end, 'app')), reader(peerLabel(end, 'version'))]
  return (row) => ({
    cluster: cluster(row),
    namespace: namespace(row),
    workload: workload(row),
    app: app(row),
    version: version(row),
  })
}

/** By namespace and workload: of one, there are as many as it has clusters and versions. */
type Peers = Map<string, Map<string, Peer[]>>

/** The same peer is the same object, so what is worked out of it is worked out once. */
function shared(peers: Peers, peer: Peer): Peer {
  const { namespace, workload } = peer
  const inside = peers.get(namespace) ?? new Map<string, Peer[]>()
  if (inside.size === 0) peers.set(namespace, inside)
  const namesakes = inside.get(workload)
  const known = namesakes?.find((one) => isSame(one, peer))
  if (known) return known
  if (namesakes) namesakes.push(peer)
  else inside.set(workload, [peer])
  return peer
}

const isSame = (one: Peer, other: Peer) =>
  one.cluster === other.cluster && one.app === other.app && one.version === other.version

const reporterOf = (text: string): Reporter =>
  text === 'waypoint' || text === 'destination' ? text : 'source'

/** HTTP/2 that is not gRPC says `http` too; so does, for us, a series whose label was taken away. */
const protocolOf = (text: string): Protocol => (text === 'grpc' || text === 'tcp' ? text : 'http')
