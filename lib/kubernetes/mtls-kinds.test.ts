import { describe, expect, test } from 'vitest'
import { authorizationPolicy } from './authorization-policy'
import { configMap } from './config-map'
import { deployment } from './deployment'
import { destinationRule } from './destination-rule'
import { cronJob, job } from './jobs'
import { mentionsIn } from './mentions'
import { toMeshConfigs } from './mesh-configs'
import { toClientRule, toEntryServices, toMtlsService } from './mtls-objects'
import { namespace } from './namespace'
import { networkPolicy } from './network-policy'
import { peerAuthentication } from './peer-authentication'
import { pod } from './pod'
import { toPodGroups } from './pod-groups'
import { service } from './service'
import { serviceEntry } from './service-entry'
import { sidecarScope } from './sidecar-scope'

const metadata = { name: 'default', namespace: 'default' }

describe('a PeerAuthentication', () => {
  test.each([
    [{}, 'UNSET'],
    [null, 'UNSET'],
    [{ mtls: {} }, 'UNSET'],
    [{ mtls: null }, 'UNSET'],
    [{ mtls: { mode: 'UNSET' } }, 'UNSET'],
    [{ mtls: { mode: 'STRICT' } }, 'STRICT'],
    [{ mtls: { mode: 'strict' } }, 'unknown'],
    [{ mtls: { mode: 'MAYBE' } }, 'unknown'],
  ])('%j is %s', (spec, mode) => {
    expect(peerAuthentication.parse({ metadata, spec }).mode).toBe(mode)
  })

  test('keeps ports as written, also those that no port can have', () => {
    const spec = {
      selector: { matchLabels: { app: 'reviews' } },
      portLevelMtls: { 9080: { mode: 'DISABLE' }, 99999: { mode: 'STRICT' }, x: {} },
    }
    expect(peerAuthentication.parse({ metadata, spec })).toMatchObject({
      selector: { app: 'reviews' },
      ports: [
        { port: 9080, mode: 'DISABLE' },
        { port: 99_999, mode: 'STRICT' },
        { port: Number.NaN, mode: 'UNSET' },
      ],
    })
  })

  test('an empty selector is none', () => {
    expect(peerAuthentication.parse({ metadata, spec: { selector: {} } }).selector).toEqual({})
  })
})

test('a tls without a mode is DISABLE, no tls is none (T24)', () => {
  const parse = (trafficPolicy: unknown) =>
    toClientRule(destinationRule.parse({ metadata, spec: { host: 'reviews', trafficPolicy } }))
  expect(parse({ tls: { sni: 'x' } }).policy?.tls).toBe('DISABLE')
  expect(parse({ connectionPool: {} }).policy?.tls).toBeNull()
  expect(parse(undefined).policy).toBeNull()
  expect(parse({ loadBalancer: { simple: 'PASSTHROUGH' } }).policy?.passthrough).toBe(true)
  expect(
    parse({ portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'SIMPLE' } }] }).policy?.ports,
  ).toEqual([{ port: 80, tls: 'SIMPLE', passthrough: false }])
})

test('a Sidecar’s outbound policy without a mode blocks, without a block is the mesh’s', () => {
  const parse = (spec: unknown) => sidecarScope.parse({ metadata, spec })
  expect(parse({ outboundTrafficPolicy: {} }).outboundTrafficPolicy).toBe('REGISTRY_ONLY')
  expect(parse({}).outboundTrafficPolicy).toBeNull()
  expect(parse({ egress: [{ hosts: ['./*'], port: { number: 80 } }] }).egress).toEqual([
    { hosts: ['./*'], port: 80 },
  ])
})

describe('the mesh config', () => {
  const map = (name: string, mesh: string, change: object = {}) =>
    configMap.parse({ metadata: { name, namespace: 'istio-system', ...change }, data: { mesh } })

  test('is read per revision, over the user’s own and the defaults', () => {
    const configs = toMeshConfigs(
      [
        map('istio', 'trustDomain: example.org\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n'),
        map(
          'istio-canary',
          'enableAutoMtls: false\nrootNamespace: mesh\ndefaultVirtualServiceExportTo: [.]\n',
        ),
        map('istio-user', 'trustDomain: of-the-user\nmeshMTLS:\n  minProtocolVersion: TLSV1_3\n'),
      ],
      [],
    )
    expect(configs.default).toMatchObject({
      trustDomain: 'example.org',
      outboundTrafficPolicy: 'REGISTRY_ONLY',
      minimumTlsVersion: 'TLSV1_3',
      enableAutoMtls: true,
      rootNamespace: 'istio-system',
      defaultVirtualServiceExportTo: ['*'],
    })
    expect(configs.canary).toMatchObject({
      trustDomain: 'of-the-user',
      enableAutoMtls: false,
      rootNamespace: 'mesh',
      defaultVirtualServiceExportTo: ['.'],
      outboundTrafficPolicy: 'ALLOW_ANY',
    })
  })

  test('that is no YAML is none, and said to be', () => {
    expect(map('istio', '{ a: [').mesh).toBe('unreadable')
    expect(toMeshConfigs([map('istio', '{ a: [')], [])).toEqual({})
  })

  test('is only that of a control plane’s namespace', () => {
    const istiod = service.parse({
      metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } },
      spec: {},
    })
    const other = map('istio', 'enableAutoMtls: false', { namespace: 'shop' })
    expect(toMeshConfigs([other], [istiod])).toEqual({})
  })

  test('of other ConfigMaps only host-like words are kept', () => {
    const kept = configMap.parse({
      metadata: { name: 'legacy', namespace: 'shop' },
      data: { url: 'http://reviews.default:9080/x', mesh: 'trustDomain: no', pass: 'S3cret!' },
    })
    expect(kept.mesh).toBeNull()
    expect(kept.hosts).toContain('reviews.default')
    expect(JSON.stringify(kept)).not.toContain('9080')
  })
})

test.each([
  ['http://reviews:9080/api', ['reviews', 'api']],
  ['reviews.default.svc.cluster.local:9080', ['reviews.default.svc.cluster.local']],
  ['10.0.0.1:80', []],
  ['UPPER_CASE', []],
])('%j mentions %j', (text, hosts) => {
  expect(mentionsIn([text])).toEqual(hosts)
})

test('a Job of a CronJob is a run of it; both tell whom they may call', () => {
  const template = {
    metadata: { labels: { app: 'export' } },
    spec: { containers: [{ name: 'export', env: [{ name: 'URL', value: 'http://orders' }] }] },
  }
  const owned = { ...metadata, ownerReferences: [{ kind: 'CronJob', name: 'export' }] }
  expect(job.parse({ metadata: owned, spec: { template } }).isRun).toBe(true)
  const nightly = cronJob.parse({
    metadata,
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } },
  })
  expect(nightly).toMatchObject({ schedule: '0 3 * * *', podLabels: { app: 'export' } })
  expect(nightly.mentions.hosts).toContain('orders')
})

test('a NetworkPolicy lets in whom its rules name; expressions are not read', () => {
  const parsed = networkPolicy.parse({
    metadata,
    spec: {
      podSelector: { matchLabels: { app: 'reviews' } },
      ingress: [
        { from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }] },
      ],
    },
  })
  expect(parsed.limitsIngress).toBe(true)
  expect(parsed.ingress[0]?.[0]?.pods).toEqual({ labels: {}, exact: false })
})

test.each([
  [{ rules: [{ from: [{ source: { principals: ['*'] } }] }] }, true],
  [{ rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }] }, false],
  [{ rules: [{ when: [{ key: 'source.principal', values: ['a'] }] }] }, true],
  [{}, false],
])('an AuthorizationPolicy %j needs identities: %s', (spec, needs) => {
  expect(authorizationPolicy.parse({ metadata, spec }).needsIdentity).toBe(needs)
})

describe('a Service', () => {
  const parse = (spec: object, annotations = {}) =>
    toMtlsService(service.parse({ metadata: { ...metadata, annotations }, spec }), 'cluster.local')
  test('tells its ports, where they lead, and what they speak', () => {
    const ports = [
      { name: 'http', port: 80, targetPort: 'web' },
      { name: 'tcp-db', port: 5432 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ]
    expect(parse({ ports }).ports).toEqual([
      { port: 80, name: 'http', targetPort: 'web', protocol: 'http' },
      { port: 5432, name: 'tcp-db', targetPort: 5432, protocol: 'tcp' },
    ])
  })
  test('is headless without an address, and exported as its annotation says', () => {
    expect(parse({ clusterIP: 'None' })).toMatchObject({ headless: true, addresses: [] })
    expect(parse({}, { 'networking.istio.io/exportTo': '., shop' }).exportTo).toEqual(['.', 'shop'])
  })
})

describe('pods of one workload', () => {
  const podOf = (name: string, annotations: object, labels: object = {}) =>
    pod.parse({
      metadata: {
        name,
        namespace: 'default',
        labels: { app: 'reviews', ...labels },
        annotations,
        ownerReferences: [{ kind: 'StatefulSet', name: 'reviews', controller: true }],
      },
      spec: {
        containers: [
          {
            name: 'app',
            ports: [{ containerPort: 9080 }],
            livenessProbe: { httpGet: { port: 9080 } },
          },
        ],
      },
    })
  const groupsOf = (pods: ReturnType<typeof podOf>[]) =>
    toPodGroups({ namespaces: [], pods, deployments: [] })
  const injected = { 'sidecar.istio.io/status': '{}', 'istio.io/rev': 'canary' }

  test('that are served alike are one group', () => {
    const replicas = ['reviews-0', 'reviews-1'].map((name) =>
      podOf(name, injected, { 'statefulset.kubernetes.io/pod-name': name }),
    )
    expect(groupsOf(replicas)).toMatchObject([{ pods: 2, proxy: 'sidecar', revision: 'canary' }])
  })

  test('half-way through a restart are two', () => {
    const groups = groupsOf([podOf('reviews-0', injected), podOf('reviews-1', {})])
    expect(groups.map(({ proxy, pods }) => [proxy, pods])).toEqual([
      ['sidecar', 1],
      ['none', 1],
    ])
  })

  test('that no ztunnel has taken yet are told from those without a proxy', () => {
    const pending = podOf('reviews-0', { 'ambient.istio.io/redirection': 'pending' })
    expect(groupsOf([pending])[0]?.proxy).toBe('ztunnelPending')
  })

  test('with annotations of capture keep them', () => {
    const [group] = groupsOf([
      podOf('reviews-0', { ...injected, 'traffic.sidecar.istio.io/excludeInboundPorts': '9080' }),
    ])
    expect(group?.capture.inbound.exclude).toEqual([9080])
  })

  test('are expected by their Deployment where there are none', () => {
    const ratings = deployment.parse({
      metadata: { name: 'ratings', namespace: 'default' },
      spec: { template: { metadata: { labels: { app: 'ratings' } } } },
    })
    const enabled = namespace.parse({
      metadata: { name: 'default', labels: { 'istio-injection': 'enabled' } },
    })
    expect(toPodGroups({ namespaces: [enabled], pods: [], deployments: [ratings] })).toMatchObject([
      { name: 'ratings', pods: 0, proxy: 'sidecar' },
    ])
  })
})

describe('a ServiceEntry', () => {
  const entry = (spec: object) =>
    toEntryServices(serviceEntry.parse({ metadata: { ...metadata, name: 'partners' }, spec }))

  test('is a service for each of its hosts, with the protocols that it says', () => {
    const ports = [
      { number: 443, name: 'secure', protocol: 'TLS' },
      { number: 80, name: 'tcp-named', protocol: 'HTTP', targetPort: 8080 },
      { number: 9999 },
    ]
    const services = entry({ hosts: ['a.example', '*.b.example'], ports, exportTo: ['.'] })
    expect(services.map(({ name, host }) => [name, host])).toEqual([
      ['a.example', 'a.example'],
      ['*.b.example', '*.b.example'],
    ])
    expect(services[0]).toMatchObject({
      ...{ external: true, entry: 'partners', selector: {}, headless: true, exportTo: ['.'] },
      ports: [
        { port: 443, targetPort: 443, protocol: 'tcp' },
        { port: 80, targetPort: 8080, protocol: 'http' },
        { port: 9999, targetPort: 9999, protocol: 'auto' },
      ],
    })
  })

  test('may be for pods of the mesh', () => {
    const workloadSelector = { labels: { app: 'reviews' } }
    const [service] = entry({
      ...{ hosts: ['a.example'], location: 'MESH_INTERNAL', resolution: 'STATIC' },
      workloadSelector,
    })
    expect(service).toMatchObject({
      external: false,
      selector: { app: 'reviews' },
      headless: false,
    })
  })
})
