import { describe, expect, test } from 'vitest'
import { peerAuthentication, podOf, worldOf } from '../fixtures'
import type { PolicyMode } from '../world/istio-objects'
import { effectiveMode } from './peer-authentication'

const mode = (value: PolicyMode) => ({ mtls: { mode: value } })
const forReviews = { selector: { matchLabels: { app: 'reviews' } } }
const mesh = (value: PolicyMode) => peerAuthentication(mode(value), { namespace: 'istio-system' })
const old = { name: 'z', createdAt: '2026-01-01T00:00:00Z' }
const young = { name: 'a', createdAt: '2026-02-01T00:00:00Z' }

describe('the mode that counts for reviews-v1 at port 9080', () => {
  test.each([
    ['nothing said', [], 'PERMISSIVE'],
    ['mesh', [mesh('STRICT')], 'STRICT'],
    ['namespace over mesh', [mesh('STRICT'), peerAuthentication(mode('DISABLE'))], 'DISABLE'],
    ['a namespace without a mode inherits', [mesh('STRICT'), peerAuthentication({})], 'STRICT'],
    ['UNSET inherits', [mesh('STRICT'), peerAuthentication(mode('UNSET'))], 'STRICT'],
    [
      'workload over namespace',
      [
        peerAuthentication(mode('STRICT')),
        peerAuthentication({ ...forReviews, ...mode('PERMISSIVE') }, { name: 'reviews' }),
      ],
      'PERMISSIVE',
    ],
    [
      'a workload policy for others',
      [peerAuthentication({ selector: { matchLabels: { app: 'ratings' } }, ...mode('STRICT') })],
      'PERMISSIVE',
    ],
    [
      'port over workload',
      [
        peerAuthentication({
          ...forReviews,
          ...mode('STRICT'),
          portLevelMtls: { '9080': { mode: 'DISABLE' } },
        }),
      ],
      'DISABLE',
    ],
    [
      'another port',
      [
        peerAuthentication({
          ...forReviews,
          ...mode('STRICT'),
          portLevelMtls: { '80': { mode: 'DISABLE' } },
        }),
      ],
      'STRICT',
    ],
    [
      'an UNSET port takes the workload’s mode',
      [
        peerAuthentication({
          ...forReviews,
          ...mode('STRICT'),
          portLevelMtls: { '9080': { mode: 'UNSET' } },
        }),
      ],
      'STRICT',
    ],
    [
      'the oldest of two for the namespace',
      [peerAuthentication(mode('STRICT'), young), peerAuthentication(mode('PERMISSIVE'), old)],
      'PERMISSIVE',
    ],
    [
      'a selector in the root namespace is ignored',
      [peerAuthentication({ ...forReviews, ...mode('STRICT') }, { namespace: 'istio-system' })],
      'PERMISSIVE',
    ],
  ])('%s', (_, policies, expected) => {
    const world = worldOf(...policies)
    expect(effectiveMode(world, podOf(world, 'reviews-v1'), 9080)).toBe(expected)
  })
})
