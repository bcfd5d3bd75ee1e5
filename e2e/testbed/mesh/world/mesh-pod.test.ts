import { describe, expect, test } from 'vitest'
import type { Pod } from '../../cluster/kubernetes-objects'
import { gatewayPod, pod } from '../fixtures'
import { gatewayApiPod, waypointPod, ztunnelPod } from '../fixtures-gateway-api'
import { defaultMesh } from './mesh-config'
import { meshPod } from './mesh-pod'

const native = (made: Pod): Pod => ({
  ...made,
  spec: {
    containers: made.spec.containers.filter(({ name }) => name !== 'istio-proxy'),
    initContainers: [{ name: 'istio-proxy' }],
  },
})

describe('which proxy a pod has', () => {
  test.each<[string, Pod, string | null, boolean]>([
    ['an injected pod', pod('reviews-v1'), 'sidecar', false],
    ['a native sidecar', native(pod('reviews-v1')), 'sidecar', false],
    ['a pod that was not injected', pod('reviews-v1', { proxy: false }), null, false],
    ['a gateway by the injector’s template', gatewayPod(), 'gateway', false],
    ['a gateway that Istio has deployed', gatewayApiPod('public'), 'gateway', false],
    ['a waypoint', waypointPod(), 'waypoint', false],
    ['a ztunnel', ztunnelPod(), 'ztunnel', false],
    ['an ambient pod', pod('calm', { ambient: true }), null, true],
    [
      'a sidecar beats ambient',
      pod('both', { annotations: { 'ambient.istio.io/redirection': 'enabled' } }),
      'sidecar',
      false,
    ],
    [
      'a pod that no ztunnel has accepted yet',
      pod('new', { proxy: false, annotations: { 'ambient.istio.io/redirection': 'pending' } }),
      null,
      false,
    ],
  ])('%s', (_, made, proxy, isAmbient) => {
    expect(meshPod(made)).toMatchObject({ proxy, isAmbient })
  })
})

describe('what a pod is called', () => {
  test('its workload is the Deployment behind its ReplicaSet', () => {
    expect(meshPod(pod('reviews-v1')).workload).toBe('reviews-v1')
  })

  test('its identity is of the mesh’s trust domain', () => {
    const mesh = { ...defaultMesh, trustDomain: 'harbour.example' }
    const made = pod('reviews-v1', { namespace: 'shop', serviceAccount: 'reviews' })
    expect(meshPod(made, mesh).principal).toBe('spiffe://harbour.example/ns/shop/sa/reviews')
  })

  test.each([
    [{}, 'reviews-v1', 'latest'],
    [{ app: 'reviews', version: 'v1' }, 'reviews', 'v1'],
    [
      {
        app: 'a',
        version: 'b',
        'app.kubernetes.io/name': 'reviews',
        'app.kubernetes.io/version': 'v1',
      },
      'reviews',
      'v1',
    ],
    [
      {
        app: 'a',
        'service.istio.io/canonical-name': 'reviews',
        'service.istio.io/canonical-revision': 'v1',
      },
      'reviews',
      'v1',
    ],
  ])('%o is %s %s', (labels, name, revision) => {
    const made = pod('reviews-v1', { labels, proxy: false })
    expect(meshPod(made)).toMatchObject({ canonicalName: name, canonicalRevision: revision })
  })

  test('its cluster and network are its labels’, else the mesh’s own', () => {
    const labels = { 'topology.istio.io/cluster': 'west', 'topology.istio.io/network': 'n2' }
    expect(meshPod(pod('far', { labels }))).toMatchObject({ cluster: 'west', network: 'n2' })
    expect(meshPod(pod('near'))).toMatchObject({ cluster: 'Kubernetes', network: '' })
  })
})
