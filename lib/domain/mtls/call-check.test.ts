import { describe, expect, test } from 'vitest'
import { type Call, checkCall } from './call-check'
import { captureOf } from './capture'
import type { MtlsMesh, PodGroup, TlsMode } from './mesh'
import {
  config,
  destinationRule,
  mesh,
  peerAuthentication,
  pods,
  policy,
  productpage,
  reviewsService,
  service,
  sidecarScope,
} from './mesh.fixtures'
import { mtlsRules } from './rules'
import type { CallResult, MtlsMode } from './words'

type Row = {
  client?: PodGroup | null
  server?: Partial<PodGroup>
  mode?: MtlsMode | null
  rule?: TlsMode
  mesh?: Partial<MtlsMesh>
  call?: Partial<Call>
}

function resultOf({ client = productpage, server, mode = null, rule, mesh: more, call }: Row) {
  const rules = mtlsRules(
    mesh({
      pods: [...(client ? [client] : []), pods({ name: 'reviews', ...server })],
      peerAuthentications: mode ? [peerAuthentication({ mode })] : [],
      destinationRules: rule ? [destinationRule({ policy: policy({ tls: rule }) })] : [],
      ...more,
    }),
  )
  return checkCall(rules, {
    client,
    service: more?.services?.[0] ?? reviewsService,
    port: 9080,
    subset: null,
    direct: false,
    ...call,
  }).result
}

const none = pods({ name: 'legacy', proxy: 'none' })
const ambient = pods({ name: 'productpage', proxy: 'ztunnel' })
const ambientServer = { proxy: 'ztunnel', announcesMtls: false } as const
const bare = { proxy: 'none', announcesMtls: false } as const
const tcp = {
  services: [
    service({
      name: 'reviews',
      ports: [{ port: 9080, name: 'tcp', targetPort: 9080, protocol: 'tcp' as const }],
    }),
  ],
}
const auto = {
  services: [
    service({
      name: 'reviews',
      ports: [{ port: 9080, name: null, targetPort: 9080, protocol: 'auto' as const }],
    }),
  ],
}
const noAuto = { configs: { default: config({ enableAutoMtls: false }) } }
const workloadPolicy = (mode: MtlsMode) =>
  peerAuthentication({ name: 'reviews', selector: { app: 'reviews' }, mode })
const portPolicy = (mode: MtlsMode) =>
  peerAuthentication({
    name: 'reviews',
    selector: { app: 'reviews' },
    ports: [{ port: 9080, mode }],
  })

/** The rows of the conflict table, and others that follow from the same rules. */
const table: [string, Row, CallResult][] = [
  ['T1 STRICT', { mode: 'STRICT' }, 'mutual_tls'],
  ['T2 PERMISSIVE', { mode: 'PERMISSIVE' }, 'mutual_tls'],
  ['T2 no policy at all', {}, 'mutual_tls'],
  [
    'T3 workload DISABLE',
    { mesh: { peerAuthentications: [workloadPolicy('DISABLE')] } },
    'plaintext',
  ],
  ['T3 port DISABLE', { mesh: { peerAuthentications: [portPolicy('DISABLE')] } }, 'plaintext'],
  ['namespace DISABLE', { mode: 'DISABLE' }, 'plaintext'],
  [
    'T5 namespace STRICT, workload DISABLE',
    { mesh: { peerAuthentications: [peerAuthentication(), workloadPolicy('DISABLE')] } },
    'plaintext',
  ],
  [
    'namespace DISABLE, workload STRICT: the client looks at the namespace only',
    {
      mesh: {
        peerAuthentications: [peerAuthentication({ mode: 'DISABLE' }), workloadPolicy('STRICT')],
      },
    },
    'broken',
  ],
  ['T6 server without proxy', { server: bare, mode: 'STRICT' }, 'plaintext'],
  ['T7 DISABLE against STRICT', { rule: 'DISABLE', mode: 'STRICT' }, 'broken'],
  ['T8 DISABLE against PERMISSIVE', { rule: 'DISABLE', mode: 'PERMISSIVE' }, 'plaintext'],
  ['T9 DISABLE against DISABLE', { rule: 'DISABLE', mode: 'DISABLE' }, 'plaintext'],
  ['T10 ISTIO_MUTUAL against STRICT', { rule: 'ISTIO_MUTUAL', mode: 'STRICT' }, 'mutual_tls'],
  ['T10 ISTIO_MUTUAL against PERMISSIVE', { rule: 'ISTIO_MUTUAL' }, 'mutual_tls'],
  ['T11 ISTIO_MUTUAL against DISABLE', { rule: 'ISTIO_MUTUAL', mode: 'DISABLE' }, 'broken'],
  ['T12 ISTIO_MUTUAL, server without proxy', { rule: 'ISTIO_MUTUAL', server: bare }, 'broken'],
  ['T15 SIMPLE, TCP port, PERMISSIVE', { rule: 'SIMPLE', mesh: tcp }, 'app_tls'],
  ['T15 SIMPLE, port to be detected', { rule: 'SIMPLE', mesh: auto }, 'app_tls'],
  ['SIMPLE, HTTP port, PERMISSIVE', { rule: 'SIMPLE' }, 'broken'],
  ['SIMPLE against STRICT', { rule: 'SIMPLE', mode: 'STRICT', mesh: tcp }, 'broken'],
  ['MUTUAL is TLS of one’s own too', { rule: 'MUTUAL', mesh: tcp }, 'app_tls'],
  ['SIMPLE, TCP port, DISABLE', { rule: 'SIMPLE', mode: 'DISABLE', mesh: tcp }, 'app_tls'],
  ['SIMPLE, HTTP port, DISABLE', { rule: 'SIMPLE', mode: 'DISABLE' }, 'broken'],
  ['SIMPLE, server without proxy', { rule: 'SIMPLE', server: bare }, 'app_tls'],
  ['T16 no proxy against STRICT', { client: null, mode: 'STRICT' }, 'broken'],
  ['T16 a workload without a proxy', { client: none, mode: 'STRICT' }, 'broken'],
  ['T17 no proxy against PERMISSIVE', { client: null }, 'plaintext'],
  ['T17 no proxy against DISABLE', { client: null, mode: 'DISABLE' }, 'plaintext'],
  ['no proxy obeys no rule', { client: none, rule: 'ISTIO_MUTUAL' }, 'plaintext'],
  ['T19 no automatic mTLS against STRICT', { mesh: noAuto, mode: 'STRICT' }, 'broken'],
  ['T20 no automatic mTLS against PERMISSIVE', { mesh: noAuto }, 'plaintext'],
  ['T28 ambient to ambient', { client: ambient, server: ambientServer, mode: 'STRICT' }, 'hbone'],
  [
    'T29 no proxy to ambient, STRICT',
    { client: null, server: ambientServer, mode: 'STRICT' },
    'broken',
  ],
  ['T30 no proxy to ambient', { client: null, server: ambientServer }, 'plaintext'],
  [
    'T30 no proxy to ambient, DISABLE',
    { client: null, server: ambientServer, mode: 'DISABLE' },
    'plaintext',
  ],
  [
    'T32 ambient to a sidecar with HBONE',
    { client: ambient, server: { hbone: true }, mode: 'STRICT' },
    'hbone',
  ],
  ['ambient to a sidecar without HBONE', { client: ambient }, 'plaintext'],
  ['ambient to a sidecar without HBONE, STRICT', { client: ambient, mode: 'STRICT' }, 'broken'],
  ['ambient to no proxy', { client: ambient, server: bare }, 'plaintext'],
  ['ambient obeys no rule', { client: ambient, server: ambientServer, rule: 'DISABLE' }, 'hbone'],
  [
    'T34 a sidecar with HBONE to ambient, whatever the rule',
    { client: pods({ name: 'productpage', hbone: true }), server: ambientServer, rule: 'DISABLE' },
    'hbone',
  ],
  ['a sidecar without HBONE to ambient', { server: ambientServer }, 'plaintext'],
  [
    'a sidecar without HBONE to ambient, STRICT',
    { server: ambientServer, mode: 'STRICT' },
    'broken',
  ],
  ['ISTIO_MUTUAL to ambient', { server: ambientServer, rule: 'ISTIO_MUTUAL' }, 'broken'],
  ['SIMPLE to ambient', { server: ambientServer, rule: 'SIMPLE' }, 'app_tls'],
  [
    'ambient that no ztunnel has taken',
    { server: { proxy: 'ztunnelPending', announcesMtls: false } },
    'broken',
  ],
  [
    'a client that no ztunnel has taken',
    { client: pods({ name: 'productpage', proxy: 'ztunnelPending' }) },
    'broken',
  ],
  ['a sidecar that does not announce mTLS', { server: { announcesMtls: false } }, 'plaintext'],
  ['and asks for it under STRICT', { server: { announcesMtls: false }, mode: 'STRICT' }, 'broken'],
]

describe('a call', () => {
  test.each(table)('%s', (_, row, result) => {
    expect(resultOf(row)).toBe(result)
  })

  test('T21 the port’s ISTIO_MUTUAL wins over the rule’s DISABLE', () => {
    const destinationRules = [
      destinationRule({
        policy: policy({ tls: 'DISABLE', ports: [{ port: 9080, tls: 'ISTIO_MUTUAL' }] }),
      }),
    ]
    expect(resultOf({ mode: 'STRICT', mesh: { destinationRules } })).toBe('mutual_tls')
  })

  test('without automatic mTLS a rule may still ask for it', () => {
    const destinationRules = [destinationRule({ policy: policy({ tls: 'ISTIO_MUTUAL' }) })]
    expect(resultOf({ mode: 'STRICT', mesh: { ...noAuto, destinationRules } })).toBe('mutual_tls')
  })

  test('is ambiguous in the one case that Istio reads two ways', () => {
    const destinationRules = [
      destinationRule({ policy: policy({ tls: 'DISABLE', ports: [{ port: 9080 }] }) }),
    ]
    expect(resultOf({ mode: 'STRICT', mesh: { destinationRules } })).toBe('ambiguous')
    expect(resultOf({ client: none, mesh: { destinationRules } })).toBe('plaintext')
  })
})

describe('a service that is headless', () => {
  const headless = (change: object = {}) => [
    service({ name: 'reviews', headless: true, ...change }),
  ]
  const more = pods({ name: 'reviews-v2', labels: { app: 'reviews' }, ...bare })
  const both = [productpage, pods({ name: 'reviews' })]

  test('gets mutual TLS when every pod has a sidecar', () => {
    expect(resultOf({ mode: 'STRICT', mesh: { services: headless() } })).toBe('mutual_tls')
  })
  test('gets plaintext everywhere when one has none', () => {
    const mixed = { services: headless(), pods: [...both, more] }
    expect(resultOf({ mesh: mixed })).toBe('plaintext')
    expect(resultOf({ mode: 'STRICT', mesh: mixed })).toBe('broken')
  })
  test('is not asked for a workload’s DISABLE, which breaks', () => {
    const peerAuthentications = [workloadPolicy('DISABLE')]
    expect(resultOf({ mesh: { services: headless(), peerAuthentications } })).toBe('broken')
  })
  test('is like one whose rule says PASSTHROUGH', () => {
    const destinationRules = [destinationRule({ policy: policy({ passthrough: true }) })]
    const peerAuthentications = [workloadPolicy('DISABLE')]
    expect(resultOf({ mesh: { destinationRules, peerAuthentications } })).toBe('broken')
  })
})

describe('what a sidecar does not know', () => {
  const unseen = {
    sidecars: [sidecarScope({ egress: [{ hosts: ['istio-system/*'], port: null }] })],
  }
  const hidden = { services: [service({ name: 'reviews', exportTo: ['shop'] })] }

  test.each([
    ['a service that its Sidecar does not import', unseen],
    ['a service that is not exported', hidden],
  ])('%s is called in plaintext', (_, more) => {
    expect(resultOf({ mesh: more })).toBe('plaintext')
    expect(resultOf({ mode: 'STRICT', mesh: more })).toBe('broken')
  })

  test('is not called at all under REGISTRY_ONLY', () => {
    const configs = { default: config({ outboundTrafficPolicy: 'REGISTRY_ONLY' }) }
    expect(resultOf({ mesh: { ...unseen, configs } })).toBe('broken')
  })

  test.each([
    [['./*'], 'mutual_tls'],
    [['*/reviews.default.svc.cluster.local'], 'mutual_tls'],
    [['default/*.svc.cluster.local'], 'mutual_tls'],
    [['~/*'], 'plaintext'],
    [['shop/*'], 'plaintext'],
  ] as const)('imports %j: %s', (hosts, result) => {
    const sidecars = [sidecarScope({ egress: [{ hosts, port: null }] })]
    expect(resultOf({ mesh: { sidecars } })).toBe(result)
  })

  test('an egress listener of another port imports nothing here', () => {
    const sidecars = [sidecarScope({ egress: [{ hosts: ['*/*'], port: 80 }] })]
    expect(resultOf({ mesh: { sidecars } })).toBe('plaintext')
  })

  test('the Sidecar that selects the client goes before its namespace’s, and that before the root’s', () => {
    const none = [{ hosts: ['~/*'], port: null }]
    const all = [{ hosts: ['*/*'], port: null }]
    const own = sidecarScope({ egress: none })
    const chosen = sidecarScope({ name: 'own', selector: { app: 'productpage' }, egress: all })
    const root = sidecarScope({ namespace: 'istio-system', egress: none })
    expect(resultOf({ mesh: { sidecars: [own, chosen] } })).toBe('mutual_tls')
    expect(resultOf({ mesh: { sidecars: [root, sidecarScope({ egress: all })] } })).toBe(
      'mutual_tls',
    )
    expect(resultOf({ mesh: { sidecars: [root] } })).toBe('plaintext')
  })

  test('a gateway obeys no Sidecar', () => {
    const client = pods({ name: 'productpage', role: 'gateway' })
    expect(resultOf({ client, mesh: unseen })).toBe('mutual_tls')
  })

  test('a pod’s address is a stranger’s to a sidecar, but not to ztunnel', () => {
    expect(resultOf({ mode: 'STRICT', call: { direct: true } })).toBe('broken')
    expect(resultOf({ call: { direct: true } })).toBe('plaintext')
    expect(resultOf({ client: ambient, server: ambientServer, call: { direct: true } })).toBe(
      'hbone',
    )
  })
})

describe('ports that do not pass the sidecar', () => {
  const captured = (annotations: Record<string, string>) => ({
    capture: captureOf(
      Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [
          `traffic.sidecar.istio.io/${name}`,
          value,
        ]),
      ),
    ),
  })
  const client = (annotations: Record<string, string>) =>
    pods({ name: 'productpage', ...captured(annotations) })

  test.each([
    [{ excludeInboundPorts: '8080, 9080' }],
    [{ includeInboundPorts: '80' }],
    [{ includeInboundPorts: '' }],
  ])('inbound %j: mutual TLS meets the application, plaintext is never refused', (annotations) => {
    const server = captured(annotations)
    expect(resultOf({ server, mode: 'STRICT' })).toBe('broken')
    expect(resultOf({ client: null, server, mode: 'STRICT' })).toBe('plaintext')
  })

  test.each([
    [{ excludeOutboundPorts: '9080' }, 'plaintext'],
    [{ excludeOutboundPorts: '80' }, 'mutual_tls'],
    [{ excludeOutboundIPRanges: '10.96.0.0/12' }, 'plaintext'],
    [{ excludeOutboundIPRanges: '10.0.0.0/16' }, 'mutual_tls'],
    [{ includeOutboundIPRanges: '10.96.0.0/12' }, 'mutual_tls'],
    [{ includeOutboundIPRanges: '192.168.0.0/16' }, 'plaintext'],
    [{ includeOutboundIPRanges: '' }, 'plaintext'],
    [{ includeOutboundIPRanges: '', includeOutboundPorts: '9080' }, 'mutual_tls'],
    [{ excludeOutboundPorts: '9080', includeOutboundPorts: '9080' }, 'plaintext'],
  ] as const)('outbound %j: %s', (annotations, result) => {
    expect(resultOf({ client: client({ ...annotations }) })).toBe(result)
  })
})

describe('several pods behind a service', () => {
  const v2 = pods({ name: 'reviews-v2', labels: { app: 'reviews', version: 'v2' }, ...bare })
  const both = {
    pods: [productpage, pods({ name: 'reviews', labels: { app: 'reviews', version: 'v1' } }), v2],
  }
  const subsets = [
    { name: 'v1', labels: { version: 'v1' }, policy: null },
    { name: 'v2', labels: { version: 'v2' }, policy: null },
  ]
  test('come to the worst of them', () => {
    expect(resultOf({ mesh: both })).toBe('plaintext')
  })
  test('of a subset only its own', () => {
    const more = { ...both, destinationRules: [destinationRule({ subsets })] }
    expect(resultOf({ mesh: more, call: { subset: 'v1' } })).toBe('mutual_tls')
    expect(resultOf({ mesh: more, call: { subset: 'v2' } })).toBe('plaintext')
    expect(resultOf({ mesh: more, call: { subset: 'v3' } })).toBe('broken')
  })
  test('a named target port is looked up in each pod', () => {
    const services = [
      service({
        name: 'reviews',
        ports: [{ port: 9080, name: 'http', targetPort: 'http', protocol: 'http' }],
      }),
    ]
    const peerAuthentications = [
      peerAuthentication({
        selector: { app: 'reviews' },
        ports: [{ port: 8080, mode: 'DISABLE' }],
      }),
    ]
    const server = { ports: [{ name: 'http', port: 8080 }] }
    expect(resultOf({ server, mesh: { services, peerAuthentications } })).toBe('plaintext')
    expect(resultOf({ server: { ports: [] }, mesh: { services } })).toBe('broken')
  })
})

describe('a host outside of the mesh', () => {
  const services = [service({ name: 'api.example.com', external: true, selector: {} })]
  test('never gets mutual TLS by itself', () => {
    expect(resultOf({ mesh: { services } })).toBe('plaintext')
  })
  test('gets the TLS that a rule asks for', () => {
    const destinationRules = [
      destinationRule({
        host: 'api.example.com.default.svc.cluster.local',
        policy: policy({ tls: 'SIMPLE' }),
      }),
    ]
    expect(resultOf({ mesh: { services, destinationRules } })).toBe('app_tls')
  })
})

test('a port that the service does not have, and a service without pods, break the call', () => {
  expect(resultOf({ call: { port: 1 } })).toBe('broken')
  expect(resultOf({ mesh: { pods: [productpage] } })).toBe('broken')
})

test('each control plane has its own mesh config', () => {
  const configs = { default: config(), canary: config({ enableAutoMtls: false }) }
  const client = pods({ name: 'productpage', revision: 'canary' })
  expect(resultOf({ mesh: { configs } })).toBe('mutual_tls')
  expect(resultOf({ client, mesh: { configs } })).toBe('plaintext')
})
