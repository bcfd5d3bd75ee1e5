import { describe, expect, test } from 'vitest'
import {
  ambient,
  ambientServer,
  auto,
  bare,
  gateway,
  noAuto,
  none,
  opened,
  portPolicy,
  type Row,
  resultOf,
  tcp,
  workloadPolicy,
} from './call-check.fixtures'
import { destinationRule, peerAuthentication, pods, policy, service } from './mesh.fixtures'
import type { CallResult } from './words'

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

/** PeerAuthentication does not bind a gateway: it takes what its Gateways say. */
const atGateway: [string, Omit<Row, 'server'>, CallResult][] = [
  ['of a sidecar is in plaintext, as nothing announces more', {}, 'plaintext'],
  ['is not refused by STRICT', { mode: 'STRICT' }, 'plaintext'],
  ['without a proxy is not refused by STRICT', { client: null, mode: 'STRICT' }, 'plaintext'],
  [
    'without a proxy is not refused by its workload’s STRICT',
    { client: null, mesh: { peerAuthentications: [workloadPolicy('STRICT')] } },
    'plaintext',
  ],
  [
    'may be asked for mutual TLS where a Gateway takes it',
    { rule: 'ISTIO_MUTUAL', mesh: opened(9080, 'ISTIO_MUTUAL') },
    'mutual_tls',
  ],
  [
    'and DISABLE of its namespace does not matter then',
    { rule: 'ISTIO_MUTUAL', mode: 'DISABLE', mesh: opened(9080, 'ISTIO_MUTUAL') },
    'mutual_tls',
  ],
  ['is not encrypted by itself there', { mesh: opened(9080, 'ISTIO_MUTUAL') }, 'broken'],
  ['in plaintext breaks there', { client: null, mesh: opened(9080, 'ISTIO_MUTUAL') }, 'broken'],
  [
    'with TLS of one’s own breaks there',
    { rule: 'SIMPLE', mesh: opened(9080, 'ISTIO_MUTUAL') },
    'broken',
  ],
  [
    'with mutual TLS breaks where no Gateway takes it',
    { rule: 'ISTIO_MUTUAL', mesh: opened(9080, null) },
    'broken',
  ],
  ['with mutual TLS breaks where none opens the port', { rule: 'ISTIO_MUTUAL' }, 'broken'],
  [
    'with mutual TLS breaks where the Gateway is another one’s',
    { rule: 'ISTIO_MUTUAL', mesh: opened(9080, 'ISTIO_MUTUAL', { app: 'other' }) },
    'broken',
  ],
  ['may bring TLS of its own', { rule: 'SIMPLE', mesh: opened(9080, 'SIMPLE') }, 'app_tls'],
]

test('a gateway has no way to a service that is not exported to it, and passes nothing through', () => {
  const client = pods({ name: 'ingress', namespace: 'web', ...gateway })
  const hidden = { services: [service({ name: 'reviews', exportTo: ['.'] })] }
  expect(resultOf({ client })).toBe('mutual_tls')
  expect(resultOf({ client, mesh: hidden })).toBe('broken')
  expect(resultOf({ client: { ...client, role: null }, mesh: hidden })).toBe('plaintext')
})

describe('a call to a gateway', () => {
  test.each(atGateway)('%s', (_, row, result) => {
    expect(resultOf({ ...row, server: gateway })).toBe(result)
  })

  test('meets the Gateway’s port as the Service numbers it, before the pods’ own', () => {
    const port = { port: 80, name: 'http', targetPort: 9080, protocol: 'http' as const }
    const services = [service({ name: 'reviews', ports: [port] })]
    const servers = [
      { port: 9080, protocol: 'HTTP', hosts: ['*'], tlsMode: null },
      { port: 80, protocol: 'HTTP', hosts: ['*'], tlsMode: 'ISTIO_MUTUAL' },
    ]
    const call = { port: 80 }
    const row = { server: gateway, rule: 'ISTIO_MUTUAL', call } as const
    const byService = { services, gateways: [{ selector: {}, servers }] }
    expect(resultOf({ ...row, mesh: byService })).toBe('mutual_tls')
    expect(resultOf({ ...row, mesh: { services, ...opened(9080, 'ISTIO_MUTUAL') } })).toBe(
      'mutual_tls',
    )
  })
})

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
