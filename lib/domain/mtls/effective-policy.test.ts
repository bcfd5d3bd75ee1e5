import { describe, expect, test } from 'vitest'
import { effectivePolicy, namespacePolicy, policyLevels } from './effective-policy'
import type { PeerAuthentication } from './mesh'
import { peerAuthentication as policy } from './mesh.fixtures'

const labels = { app: 'reviews', version: 'v1' }

const modeOf = (
  policies: PeerAuthentication[],
  change: Partial<Parameters<typeof effectivePolicy>[1]> = {},
) =>
  effectivePolicy(policyLevels(policies, 'istio-system'), {
    namespace: 'default',
    labels,
    port: 9080,
    ambient: false,
    ...change,
  }).mode

const mesh = (change: Partial<PeerAuthentication> = {}) =>
  policy({ namespace: 'istio-system', ...change })
const ofReviews = (change: Partial<PeerAuthentication> = {}) =>
  policy({ name: 'reviews', selector: { app: 'reviews' }, ...change })

describe('the effective mode', () => {
  test.each<[string, PeerAuthentication[], string]>([
    ['is PERMISSIVE where nobody says anything', [], 'PERMISSIVE'],
    ['comes from the mesh policy', [mesh({ mode: 'STRICT' })], 'STRICT'],
    ['is narrowed by the namespace', [mesh(), policy({ mode: 'DISABLE' })], 'DISABLE'],
    ['is narrowed by the workload', [policy(), ofReviews({ mode: 'DISABLE' })], 'DISABLE'],
    ['is inherited by a namespace that is UNSET', [mesh(), policy({ mode: 'UNSET' })], 'STRICT'],
    [
      'is inherited by a workload that is UNSET',
      [policy(), ofReviews({ mode: 'UNSET' })],
      'STRICT',
    ],
    [
      'of a port replaces the workload’s',
      [ofReviews({ ports: [{ port: 9080, mode: 'PERMISSIVE' }] })],
      'PERMISSIVE',
    ],
    [
      'of a port that is UNSET is the workload’s',
      [ofReviews({ ports: [{ port: 9080, mode: 'UNSET' }] })],
      'STRICT',
    ],
    [
      'of a port is not that of another port',
      [ofReviews({ ports: [{ port: 9081, mode: 'DISABLE' }] })],
      'STRICT',
    ],
    [
      'is not that of a policy for other pods',
      [ofReviews({ selector: { app: 'reviews', version: 'v2' } })],
      'PERMISSIVE',
    ],
    ['is not that of another namespace', [policy({ namespace: 'shop' })], 'PERMISSIVE'],
    [
      'is not that of a policy with a selector in the root namespace (T37)',
      [mesh({ name: 'reviews', selector: { app: 'reviews' } })],
      'PERMISSIVE',
    ],
    [
      'is not that of a policy whose word Istio does not have',
      [policy({ mode: 'unknown' })],
      'PERMISSIVE',
    ],
    [
      'is not that of a policy with one bad port',
      [ofReviews({ ports: [{ port: 1, mode: 'unknown' }] })],
      'PERMISSIVE',
    ],
    [
      'is not that of ports without a selector',
      [policy({ mode: 'UNSET', ports: [{ port: 9080, mode: 'STRICT' }] })],
      'PERMISSIVE',
    ],
  ])('%s', (_, policies, mode) => {
    expect(modeOf(policies)).toBe(mode)
    expect(modeOf(policies.toReversed())).toBe(mode)
  })

  test('a policy with a selector is ignored even for pods of the root namespace', () => {
    const policies = [mesh({ name: 'reviews', selector: { app: 'reviews' } })]
    expect(modeOf(policies, { namespace: 'istio-system' })).toBe('PERMISSIVE')
  })
})

describe('of several policies on one level', () => {
  test.each<[string, PeerAuthentication[], string]>([
    [
      'the oldest counts (T35)',
      [policy({ name: 'new', createdAt: 2 }), policy({ mode: 'PERMISSIVE', createdAt: 1 })],
      'PERMISSIVE',
    ],
    [
      'of one age the first by name',
      [policy({ name: 'b' }), policy({ name: 'a', mode: 'DISABLE' })],
      'DISABLE',
    ],
    [
      'the oldest counts even when it inherits',
      [policy({ name: 'new', createdAt: 2 }), policy({ mode: 'UNSET', createdAt: 1 })],
      'PERMISSIVE',
    ],
    [
      'the ports of a younger one are not merged in',
      [
        ofReviews({ name: 'old', createdAt: 1 }),
        ofReviews({ name: 'new', createdAt: 2, ports: [{ port: 9080, mode: 'DISABLE' }] }),
      ],
      'STRICT',
    ],
    [
      'one that is not stored yet is the youngest',
      [policy({ name: 'a', createdAt: null }), policy({ name: 'z', mode: 'DISABLE' })],
      'DISABLE',
    ],
  ])('%s', (_, policies, mode) => {
    expect(modeOf(policies)).toBe(mode)
    expect(modeOf(policies.toReversed())).toBe(mode)
  })
})

describe('behind ztunnel', () => {
  const inheritingPort = (mode: 'DISABLE' | 'PERMISSIVE') => [
    policy(),
    ofReviews({ mode: 'UNSET', ports: [{ port: 9080, mode }] }),
  ]
  test.each([
    ['DISABLE', true, 'STRICT'],
    ['PERMISSIVE', true, 'PERMISSIVE'],
    ['DISABLE', false, 'DISABLE'],
  ] as const)('port %s under an inherited STRICT, ambient %s: %s', (written, ambient, mode) => {
    expect(modeOf(inheritingPort(written), { ambient })).toBe(mode)
  })

  test('a workload’s own STRICT does take a port that is DISABLE', () => {
    const policies = [ofReviews({ ports: [{ port: 9080, mode: 'DISABLE' }] })]
    expect(modeOf(policies, { ambient: true })).toBe('DISABLE')
  })
})

test('the chain names every level and marks the one that decides', () => {
  const levels = policyLevels([mesh(), policy({ mode: 'UNSET' }), ofReviews()], 'istio-system')
  const target = { namespace: 'default', labels, port: null, ambient: false }
  expect(effectivePolicy(levels, target).chain).toEqual([
    { scope: 'default', policy: null, mode: 'PERMISSIVE', decides: false },
    {
      scope: 'mesh',
      policy: { namespace: 'istio-system', name: 'default' },
      mode: 'STRICT',
      decides: false,
    },
    {
      scope: 'namespace',
      policy: { namespace: 'default', name: 'default' },
      mode: null,
      decides: false,
    },
    {
      scope: 'workload',
      policy: { namespace: 'default', name: 'reviews' },
      mode: 'STRICT',
      decides: true,
    },
  ])
})

test('a namespace’s own mode looks at no workload', () => {
  const levels = policyLevels([ofReviews(), mesh({ mode: 'DISABLE' })], 'istio-system')
  expect(namespacePolicy(levels, 'default').mode).toBe('DISABLE')
})
