import { describe, expect, test } from 'vitest'
import { captureOf } from '../capture'
import { facts, knownPods, rulesOf } from '../facts.fixtures'
import { destinationRule, peerAuthentication, policy } from '../mesh.fixtures'
import { findingsOf } from './all'

type Facts = NonNullable<Parameters<typeof facts>[0]>

function codesOf(change: Facts, namespace = 'default') {
  const all = facts(change)
  const pods = all.pods.filter((one) => one.namespace === namespace)
  return findingsOf({ namespace, facts: all, rules: rulesOf(all), pods }).map(({ code }) => code)
}

const strict = peerAuthentication()
const ofReviews = (change: object = {}) =>
  peerAuthentication({ name: 'reviews', selector: { app: 'reviews' }, ...change })
const disable = destinationRule({ policy: policy({ tls: 'DISABLE' }) })
const bare = { proxy: 'none', announcesMtls: false } as const
const ambient = { proxy: 'ztunnel', announcesMtls: false } as const
const excluded = captureOf({ 'traffic.sidecar.istio.io/excludeInboundPorts': '9080' })
const waypoint = [{ name: 'default', labels: { 'istio.io/use-waypoint': 'waypoint' } }]
const identities = [
  {
    namespace: 'default',
    name: 'callers',
    selector: {},
    targeted: false,
    action: 'ALLOW',
    needsIdentity: true,
  },
]

/** Each with what makes it fire, and what does not. */
describe('a finding', () => {
  test.each<[string, Facts, Facts]>([
    [
      'several-policies',
      { peerAuthentications: [strict, peerAuthentication({ name: 'more' })] },
      { peerAuthentications: [strict, ofReviews()] },
    ],
    [
      'several-policies',
      { peerAuthentications: [ofReviews(), ofReviews({ name: 'more' })] },
      {
        peerAuthentications: [
          ofReviews(),
          peerAuthentication({ name: 'other', selector: { app: 'productpage' } }),
        ],
      },
    ],
    [
      'policy-matches-nothing',
      { peerAuthentications: [ofReviews({ selector: { app: 'gone' } })] },
      { peerAuthentications: [ofReviews()] },
    ],
    [
      'policy-on-gateway',
      {
        peerAuthentications: [ofReviews()],
        pods: [knownPods({ name: 'reviews', role: 'gateway', announcesMtls: false })],
      },
      { peerAuthentications: [ofReviews()] },
    ],
    [
      'unknown-mode',
      { peerAuthentications: [peerAuthentication({ mode: 'unknown' })] },
      { peerAuthentications: [strict] },
    ],
    [
      'port-nobody-listens',
      { peerAuthentications: [ofReviews({ ports: [{ port: 80, mode: 'DISABLE' }] })] },
      { peerAuthentications: [ofReviews({ ports: [{ port: 9080, mode: 'DISABLE' }] })] },
    ],
    [
      'port-without-workload',
      { peerAuthentications: [peerAuthentication({ ports: [{ port: 9080, mode: 'DISABLE' }] })] },
      { peerAuthentications: [strict] },
    ],
    [
      'port-out-of-range',
      { peerAuthentications: [ofReviews({ ports: [{ port: 70_000, mode: 'DISABLE' }] })] },
      { peerAuthentications: [ofReviews({ ports: [{ port: 9080, mode: 'DISABLE' }] })] },
    ],
    [
      'ambient-port-disable',
      {
        pods: [knownPods({ name: 'reviews', ...ambient })],
        peerAuthentications: [
          strict,
          ofReviews({ mode: 'UNSET', ports: [{ port: 9080, mode: 'DISABLE' }] }),
        ],
      },
      {
        pods: [knownPods({ name: 'reviews', ...ambient })],
        peerAuthentications: [
          strict,
          ofReviews({ mode: 'UNSET', ports: [{ port: 9080, mode: 'PERMISSIVE' }] }),
        ],
      },
    ],
    ['rule-weakens', { destinationRules: [disable] }, { destinationRules: [destinationRule()] }],
    [
      'rule-breaks',
      { destinationRules: [disable], peerAuthentications: [strict] },
      {
        destinationRules: [destinationRule({ policy: policy({ tls: 'ISTIO_MUTUAL' }) })],
        peerAuthentications: [strict],
      },
    ],
    [
      'rule-ambiguous',
      {
        destinationRules: [
          destinationRule({ policy: policy({ tls: 'DISABLE', ports: [{ port: 9080 }] }) }),
        ],
      },
      { destinationRules: [destinationRule({ policy: policy({ ports: [{ port: 9080 }] }) })] },
    ],
    [
      'unproxied-under-strict',
      { peerAuthentications: [strict], pods: [knownPods({ name: 'reviews', ...bare })] },
      { pods: [knownPods({ name: 'reviews', ...bare })] },
    ],
    [
      'excluded-ports',
      {
        peerAuthentications: [strict],
        pods: [knownPods({ name: 'reviews', capture: excluded })],
      },
      { pods: [knownPods({ name: 'reviews', capture: excluded })] },
    ],
    [
      'restart-needed',
      { pods: [knownPods({ name: 'reviews', ...bare, expected: 'sidecar' })] },
      { pods: [knownPods({ name: 'reviews', ...bare })] },
    ],
    [
      'ambient-pending',
      { pods: [knownPods({ name: 'reviews', proxy: 'ztunnelPending', announcesMtls: false })] },
      { pods: [knownPods({ name: 'reviews', ...ambient })] },
    ],
    [
      'waypoint-bypass',
      { namespaces: waypoint, pods: [knownPods({ name: 'reviews', ...ambient })] },
      {
        namespaces: waypoint,
        pods: [knownPods({ name: 'reviews', ...ambient })],
        peerAuthentications: [strict],
      },
    ],
    [
      'identity-needs-mtls',
      { identityPolicies: identities },
      { identityPolicies: identities, peerAuthentications: [strict] },
    ],
    [
      'probes-not-rewritten',
      {
        peerAuthentications: [strict],
        pods: [knownPods({ name: 'reviews', probedDirectly: true })],
      },
      { pods: [knownPods({ name: 'reviews', probedDirectly: true })] },
    ],
    [
      'scrape-refused',
      { peerAuthentications: [strict], pods: [knownPods({ name: 'reviews', scrapedAt: 9080 })] },
      { peerAuthentications: [strict], pods: [knownPods({ name: 'reviews' })] },
    ],
    [
      'strict-under-disable',
      { peerAuthentications: [peerAuthentication({ mode: 'DISABLE' }), ofReviews()] },
      { peerAuthentications: [peerAuthentication({ mode: 'PERMISSIVE' }), ofReviews()] },
    ],
  ])('%s', (code, fires, doesNot) => {
    expect(codesOf(fires)).toContain(code)
    expect(codesOf(doesNot)).not.toContain(code)
  })

  test('selector-in-root is about the root namespace only', () => {
    const peerAuthentications = [ofReviews({ namespace: 'istio-system' })]
    expect(codesOf({ peerAuthentications }, 'istio-system')).toEqual(['selector-in-root'])
    expect(codesOf({ peerAuthentications })).toEqual([])
  })

  test('a mesh in order has none', () => {
    expect(codesOf({ peerAuthentications: [strict] })).toEqual([])
  })
})
