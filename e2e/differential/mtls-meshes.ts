import fc from 'fast-check'
import type { KubernetesObject, Pod } from '../testbed/cluster/kubernetes-objects'
import {
  destinationRule,
  istioGateway,
  meshConfig,
  peerAuthentication,
  pod,
  service,
  serviceEntry,
  sidecar,
} from '../testbed/mesh/fixtures'
import { beyond } from '../testbed/mesh/resolve/call-check'

/** Small random meshes around one service, `default/reviews`, with a client and up to three servers. */

export type DrawnMesh = {
  objects: readonly KubernetesObject[]
  /** `namespace/workload`; `null` is a client without a proxy. */
  client: string | null
  /** `namespace/name`; of a ServiceEntry `namespace/host`. */
  service: string
  servers: readonly string[]
  port: number
  subset: string | null
}

const ports = [
  { name: 'http', port: 9080 },
  { name: 'tcp-db', port: 9080 },
  { name: 'grpc', port: 80, targetPort: 9080 },
  { name: 'web', port: 80, targetPort: 'http' },
] as const

const tunnel = { 'networking.istio.io/tunnel': 'http' }
const dataPlane = fc.constantFrom('sidecar', 'sidecar', 'tunnel', 'ambient', 'none', 'gateway')
type DataPlane = 'sidecar' | 'tunnel' | 'ambient' | 'none' | 'gateway'

const podOf = (
  name: string,
  namespace: string,
  kind: DataPlane,
  more: { labels?: Record<string, string>; annotations?: Record<string, string> },
): Pod =>
  pod(name, {
    namespace,
    labels: { ...more.labels, ...(kind === 'tunnel' ? tunnel : {}) },
    annotations: {
      ...more.annotations,
      ...(kind === 'gateway' ? { 'inject.istio.io/templates': 'gateway' } : {}),
    },
    proxy: kind === 'sidecar' || kind === 'tunnel' || kind === 'gateway',
    ambient: kind === 'ambient',
    ip: name === 'productpage' ? '10.0.1.1' : `10.0.0.${name.slice(-1)}`,
  })

/** Once in so many times; else nothing. */
const onceIn = <T>(times: number, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })
const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 })
/** Distinct ages: of one age only names decide, which tables of both sides hold. */
const age = fc
  .integer({ min: 1, max: 900 })
  .map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString())

const policyMode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET')

const policy = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    namespace: fc.constantFrom('default', 'default', 'istio-system', 'web'),
    createdAt: age,
    mode: often(policyMode),
    app: fc.constantFrom(null, null, 'reviews', 'ratings'),
    port: onceIn(3, fc.record({ number: fc.constantFrom('9080', '80'), mode: policyMode })),
  })
  .map(({ name, namespace, createdAt, mode, app, port }) =>
    peerAuthentication(
      {
        ...(mode ? { mtls: { mode } } : {}),
        ...(app ? { selector: { matchLabels: { app } } } : {}),
        ...(app && port ? { portLevelMtls: { [port.number]: { mode: port.mode } } } : {}),
      },
      { name, namespace, createdAt },
    ),
  )

const tls = fc.constantFrom('DISABLE', 'ISTIO_MUTUAL', 'SIMPLE', 'MUTUAL').map((mode) => ({ mode }))

const trafficPolicy = fc
  .record({
    tls: onceIn(3, tls),
    port: onceIn(3, fc.record({ number: fc.constantFrom(80, 9080), tls: often(tls) })),
  })
  .map(({ tls: wide, port }) => ({
    connectionPool: { tcp: { maxConnections: 100 } },
    ...(wide ? { tls: wide } : {}),
    ...(port
      ? {
          portLevelSettings: [
            {
              port: { number: port.number },
              connectionPool: { tcp: { maxConnections: 10 } },
              ...(port.tls ? { tls: port.tls } : {}),
            },
          ],
        }
      : {}),
  }))

/** Opens the servers' pods where they are gateways. */
const gateway = fc
  .record({
    port: fc.constantFrom(80, 9080),
    mode: fc.constantFrom(null, 'SIMPLE', 'ISTIO_MUTUAL'),
  })
  .map(({ port, mode }) =>
    istioGateway(['*'], {
      name: 'reviews',
      selector: { app: 'reviews' },
      port,
      ...(mode === null ? {} : { tls: { mode } }),
    }),
  )

const exportTo = fc.constantFrom(undefined, undefined, ['.'], ['*'], ['web'], ['other'])

const rule = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    namespace: fc.constantFrom('default', 'default', 'web', 'istio-system'),
    createdAt: age,
    host: fc.constantFrom(
      'reviews',
      'reviews.default.svc.cluster.local',
      '*.default.svc.cluster.local',
      '*.local',
    ),
    exportTo,
    chosen: onceIn(3, fc.constantFrom('productpage', 'other')),
    policy: often(trafficPolicy),
    subset: onceIn(3, trafficPolicy),
  })
  .map(({ name, namespace, createdAt, host, exportTo: to, chosen, policy: wide, subset }) =>
    destinationRule(
      {
        host,
        ...(to && !chosen ? { exportTo: to } : {}),
        ...(chosen ? { workloadSelector: { matchLabels: { app: chosen } } } : {}),
        ...(wide ? { trafficPolicy: wide } : {}),
        subsets: [
          {
            name: 'v1',
            labels: { version: 'v1' },
            ...(subset ? { trafficPolicy: subset } : {}),
          },
        ],
      },
      { name, namespace, createdAt },
    ),
  )

const scope = fc
  .record({
    namespace: fc.constantFrom('default', 'web', 'istio-system'),
    hosts: fc.constantFrom(['./*'], ['*/*'], ['istio-system/*'], ['default/*'], ['~/*']),
    chosen: onceIn(3, fc.constantFrom('productpage', 'other')),
    outbound: onceIn(3, fc.constantFrom('ALLOW_ANY', 'REGISTRY_ONLY')),
  })
  .map(({ namespace, hosts, chosen, outbound }) =>
    sidecar(
      {
        egress: [{ hosts }],
        ...(chosen ? { workloadSelector: { labels: { app: chosen } } } : {}),
        ...(outbound ? { outboundTrafficPolicy: { mode: outbound } } : {}),
      },
      { name: chosen ?? 'default', namespace },
    ),
  )

const excluded = (direction: 'Inbound' | 'Outbound') =>
  onceIn(8, fc.constantFrom('80', '9080', '8080')).map(
    (text): Record<string, string> =>
      text === null ? {} : { [`traffic.sidecar.istio.io/exclude${direction}Ports`]: text },
  )

const server = fc.record({ plane: dataPlane, annotations: excluded('Inbound') })

const byName = ({ metadata }: KubernetesObject) => `${metadata.namespace}/${metadata.name}`
const distinct = <T extends KubernetesObject>(one: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(one, { maxLength, selector: byName })

const config = fc
  .record({
    auto: onceIn(8, fc.constant(false)),
    closed: onceIn(8, fc.constant(true)),
  })
  .map(({ auto, closed }) =>
    [
      ...(auto === null ? [] : ['enableAutoMtls: false']),
      ...(closed === null ? [] : ['outboundTrafficPolicy:', '  mode: REGISTRY_ONLY']),
    ].join('\n'),
  )

export const drawnMesh: fc.Arbitrary<DrawnMesh> = fc
  .record({
    config,
    policies: distinct(policy, 4),
    rules: distinct(rule, 3),
    scopes: onceIn(5, scope),
    gateway: onceIn(2, gateway),
    servers: fc.array(server, { minLength: 1, maxLength: 3 }),
    client: fc.record({
      plane: dataPlane,
      namespace: fc.constantFrom('default', 'web', 'web', 'istio-system'),
      annotations: excluded('Outbound'),
    }),
    anonymous: onceIn(10, fc.constant(true)),
    port: fc.constantFrom(...ports),
    headless: onceIn(5, fc.constant(true)),
    exportTo: onceIn(6, fc.constantFrom('.', '*', 'web', '~')),
    subset: onceIn(4, fc.constant('v1')),
  })
  .map((drawn) => {
    const servers = drawn.servers.map(({ plane, annotations }, at) =>
      podOf(`reviews-v${at + 1}`, 'default', plane, {
        labels: { app: 'reviews', version: `v${at + 1}` },
        annotations,
      }),
    )
    const { client } = drawn
    const caller = podOf('productpage', client.namespace, client.plane, {
      labels: { app: 'productpage' },
      annotations: client.annotations,
    })
    const reviews = service('reviews', {
      ports: [drawn.port],
      isHeadless: drawn.headless ?? false,
      ...(drawn.exportTo
        ? { annotations: { 'networking.istio.io/exportTo': drawn.exportTo } }
        : {}),
    })
    return {
      objects: [
        meshConfig(drawn.config),
        reviews,
        ...servers,
        caller,
        ...drawn.policies,
        ...drawn.rules,
        ...(drawn.scopes ? [drawn.scopes] : []),
        ...(drawn.gateway ? [drawn.gateway] : []),
      ],
      client: drawn.anonymous ? null : `${client.namespace}/productpage`,
      service: 'default/reviews',
      servers: servers.map((_, at) => `default/reviews-v${at + 1}`),
      port: drawn.port.port,
      subset: drawn.subset,
    }
  })

const entryHost = 'reviews.partners.example'
const renamed = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
  JSON.parse(
    JSON.stringify(objects)
      .replaceAll('*.default.svc.cluster.local', '*.partners.example')
      .replaceAll('reviews.default.svc.cluster.local', entryHost)
      .replaceAll('"*.local"', '"*.example"'),
  )

/** The same around a ServiceEntry instead of a Service: for pods of the mesh, or for what lies beyond. */
export const drawnEntryMesh: fc.Arbitrary<DrawnMesh & { isBeyond: boolean }> = fc
  .record({
    mesh: drawnMesh,
    isBeyond: fc.boolean(),
    protocol: fc.constantFrom('HTTP', 'TCP', 'GRPC', 'HTTPS', 'TLS'),
    exportTo: onceIn(6, fc.constantFrom('.', '*', 'web', '~')),
  })
  .map(({ mesh, isBeyond, protocol, exportTo: to }) => {
    const others = mesh.objects.filter(({ kind }) => kind !== 'Service')
    const entry = serviceEntry(
      {
        hosts: [entryHost],
        location: isBeyond ? 'MESH_EXTERNAL' : 'MESH_INTERNAL',
        resolution: isBeyond ? 'DNS' : 'STATIC',
        ports: [{ number: mesh.port, name: 'one', protocol, targetPort: 9080 }],
        ...(isBeyond ? {} : { workloadSelector: { labels: { app: 'reviews' } } }),
        ...(to ? { exportTo: [to] } : {}),
      },
      { name: 'partners', namespace: 'default' },
    )
    return {
      ...mesh,
      objects: [...renamed(others), entry],
      service: `default/${entryHost}`,
      servers: isBeyond ? [beyond] : mesh.servers,
      isBeyond,
    }
  })
