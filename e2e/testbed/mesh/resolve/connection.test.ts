import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { peerAuthentication, pod, podOf, service, worldOf } from '../fixtures'
import { serviceHost } from '../world/world'
import { connect } from './connection'

const legacy = pod('legacy', { proxy: false })
const bare = [pod('bare', { labels: { app: 'bare' }, proxy: false }), service('bare')]
const forReviews = { selector: { matchLabels: { app: 'reviews' } } }
const namespaceIs = (mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE') =>
  peerAuthentication({ mtls: { mode } })
const reviewsAre = (mode: 'STRICT' | 'DISABLE') =>
  peerAuthentication({ ...forReviews, mtls: { mode } }, { name: 'reviews' })

function connected(objects: KubernetesObject[], client: string, server: string, app: string) {
  const world = worldOf(legacy, ...bare, ...objects)
  const target = world.services.get(serviceHost(app, 'default'))
  if (!target) throw new Error(`no service ${app}`)
  return connect(world, {
    client: podOf(world, client),
    server: podOf(world, server),
    service: target,
    targetPort: 9080,
  })
}

/** Rows of Istio's conflict table (istio-facts 4.5) that need no DestinationRule. */
describe('what becomes of a connection', () => {
  test.each([
    ['T1', 'productpage-v1', [namespaceIs('STRICT')], 'mutual_tls'],
    ['T2', 'productpage-v1', [namespaceIs('PERMISSIVE')], 'mutual_tls'],
    ['T3', 'productpage-v1', [reviewsAre('DISABLE')], 'plaintext'],
    ['T5', 'productpage-v1', [namespaceIs('STRICT'), reviewsAre('DISABLE')], 'plaintext'],
    ['T16', 'legacy', [namespaceIs('STRICT')], null],
    ['T17', 'legacy', [namespaceIs('PERMISSIVE')], 'plaintext'],
    [
      'a namespace that is off hides a strict workload from its callers',
      'productpage-v1',
      [namespaceIs('DISABLE'), reviewsAre('STRICT')],
      null,
    ],
  ])('%s', (_, client, objects, expected) => {
    expect(connected(objects, client, 'reviews-v1', 'reviews')).toBe(expected)
  })

  test('T6: a server without a proxy gets plaintext', () => {
    expect(connected([namespaceIs('STRICT')], 'productpage-v1', 'bare', 'bare')).toBe('plaintext')
  })
})
