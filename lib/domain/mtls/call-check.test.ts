import { describe, expect, test } from 'vitest'
import { ambient, ambientServer, bare, resultOf, workloadPolicy } from './call-check.fixtures'
import { captureOf } from './capture'
import {
  config,
  destinationRule,
  peerAuthentication,
  pods,
  policy,
  productpage,
  service,
  sidecarScope,
} from './mesh.fixtures'

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
