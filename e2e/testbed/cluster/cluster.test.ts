import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubernetesClient } from '../kubernetes/client'
import { type ApiUnderTest, startApiUnderTest } from '../kubernetes/testing/api-under-test'
import { type Cluster, startCluster } from './cluster'
import type { Deployment, EndpointSlice, KubernetesObject, Pod } from './kubernetes-objects'
import { isReady } from './kubernetes-objects'

const deployments = '/apis/apps/v1/namespaces/shop/deployments'
const podsPath = '/api/v1/namespaces/shop/pods'

const objects: KubernetesObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
  },
  deployment('cart-v1', 2),
]

function deployment(name: string, replicas: number): KubernetesObject {
  const labels = { app: 'cart', version: name.slice(-2) }
  const containers = [
    { name: 'cart', image: 'cart', ports: [{ name: 'web', containerPort: 8080 }] },
  ]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  }
}

describe('the cluster', () => {
  let server: ApiUnderTest
  let client: KubernetesClient
  let cluster: Cluster

  beforeAll(async () => {
    server = await startApiUnderTest()
    client = server.client
    const { url, caPem, adminToken: token } = server.api
    await client.apply(objects)
    cluster = await startCluster({ kubernetes: { url, caPem, token } })
  })

  afterAll(async () => {
    await cluster?.stop()
    await server?.stop()
  })

  // The answers are lists of the kind that the path names.
  const pods = async () => (await client.list(podsPath)).items as KubernetesObject[] as Pod[]
  const slices = async () =>
    (await client.list('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices'))
      .items as KubernetesObject[] as EndpointSlice[]

  /** Resolves with the first state, asked after each event of the watch, that fulfils the wish. */
  async function until<T>(path: string, read: () => Promise<T>, wish: (state: T) => boolean) {
    const watching = new AbortController()
    try {
      return await new Promise<T>((resolve, reject) => {
        const look = () => {
          read().then((state) => wish(state) && resolve(state), reject)
        }
        client.watchAll(path, { replace: look, change: look }, watching.signal)
      })
    } finally {
      watching.abort()
    }
  }

  test('has started the pods of the first Deployments with all that belongs to a pod', async () => {
    const [first, second, ...more] = await pods()
    expect(more).toEqual([])
    expect(first?.metadata.labels).toMatchObject({
      app: 'cart',
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': 'cart',
      'service.istio.io/canonical-revision': 'v1',
    })
    expect(first?.metadata.annotations).toHaveProperty(['sidecar.istio.io/status'])
    expect(first?.spec.containers.map(({ name }) => name)).toEqual(['cart', 'istio-proxy'])
    expect(first?.status?.podIP).not.toBe(second?.status?.podIP)
    expect([first, second].map((pod) => pod && isReady(pod))).toEqual([true, true])
  })

  test('keeps the chain of owners: Deployment, ReplicaSet, pod', async () => {
    const [pod] = await pods()
    const [owner] = pod?.metadata.ownerReferences ?? []
    const replicaSet = await client.get(`/apis/apps/v1/namespaces/shop/replicasets/${owner?.name}`)
    expect(replicaSet.metadata.uid).toBe(owner?.uid)
    expect(replicaSet.metadata.name).toBe(`cart-v1-${pod?.metadata.labels?.['pod-template-hash']}`)
    expect(replicaSet.metadata.ownerReferences).toMatchObject([
      { kind: 'Deployment', name: 'cart-v1', controller: true },
    ])
  })

  test('has an EndpointSlice with the resolved port, and reports the Deployment as available', async () => {
    const [slice] = await slices()
    expect(slice?.metadata.labels).toMatchObject({ 'kubernetes.io/service-name': 'cart' })
    expect(slice?.ports).toMatchObject([{ name: 'http', port: 8080 }])
    expect(slice?.endpoints).toHaveLength(2)
    const { status } = (await client.get(
      `${deployments}/cart-v1`,
    )) as KubernetesObject as Deployment
    expect(status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2 })
  })

  test('tells a pod that is not ready from one that is', async () => {
    const [pod] = await pods()
    await client.patch(`${podsPath}/${pod?.metadata.name}/status`, {
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    })
    const readiness = async () =>
      (await slices()).flatMap(({ endpoints }) =>
        (endpoints as { conditions: { ready: boolean } }[]).map(
          ({ conditions }) => conditions.ready,
        ),
      )
    const path = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices'
    const seen = await until(path, readiness, (ready) => ready.includes(false))
    expect(seen.sort()).toEqual([false, true])
  })

  test('replaces the pods when the template changes', async () => {
    const before = new Set((await pods()).map(({ metadata }) => metadata.uid))
    await client.patch(`${deployments}/cart-v1`, {
      spec: { template: { metadata: { annotations: { restartedAt: 'now' } } } },
    })
    const isReplaced = (now: Pod[]) =>
      now.length === 2 && now.every((pod) => !before.has(pod.metadata.uid) && isReady(pod))
    const after = await until(podsPath, pods, isReplaced)
    expect(after.every(({ metadata }) => metadata.annotations?.restartedAt === 'now')).toBe(true)
  })

  test('injects no proxy into new pods of a namespace that has opted out', async () => {
    await client.patch('/api/v1/namespaces/shop', {
      metadata: { labels: { 'istio-injection': 'disabled' } },
    })
    await client.create(deployments, deployment('cart-v2', 1))
    const isBare = (now: Pod[]) => now.some(({ metadata }) => metadata.labels?.version === 'v2')
    const bare = (await until(podsPath, pods, isBare)).find(
      ({ metadata }) => metadata.labels?.version === 'v2',
    )
    expect(bare?.spec.containers.map(({ name }) => name)).toEqual(['cart'])
    expect(bare?.metadata.labels).not.toHaveProperty(['security.istio.io/tlsMode'])
  })

  test('scales to zero and back', async () => {
    await client.patch(`${deployments}/cart-v1`, { spec: { replicas: 0 } })
    await until(podsPath, pods, (now) => now.length === 1)
    await client.patch(`${deployments}/cart-v1`, { spec: { replicas: 3 } })
    const back = await until(podsPath, pods, (now) => now.filter(isReady).length === 4)
    expect(new Set(back.map(({ status }) => status?.podIP)).size).toBe(4)
  })

  test('cleans up after a Deployment that is deleted', async () => {
    await client.delete(`${deployments}/cart-v1`)
    await client.delete(`${deployments}/cart-v2`)
    expect(await until(podsPath, pods, (now) => now.length === 0)).toEqual([])
    await cluster.settled()
    expect((await client.list('/apis/apps/v1/namespaces/shop/replicasets')).items).toEqual([])
  })

  describe('a namespace that is deleted', () => {
    const away: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'away' },
    }
    const inAway = (object: KubernetesObject, change: object = {}) => ({
      ...object,
      metadata: { ...object.metadata, namespace: 'away', ...change },
    })
    const names = async () =>
      (await client.list('/api/v1/namespaces')).items.map(({ metadata }) => metadata.name)
    const isGone = (now: string[]) => !now.includes('away')

    test('goes with all that is in it', async () => {
      await client.apply([away, ...objects.slice(1).map((object) => inAway(object))])
      await cluster.settled()
      await client.delete('/api/v1/namespaces/away')
      expect(await until('/api/v1/namespaces', names, isGone)).not.toContain('away')
      await cluster.settled()
      for (const plural of ['services', 'pods']) {
        expect((await client.list(`/api/v1/namespaces/away/${plural}`)).items).toEqual([])
      }
    })

    test('waits for what somebody else holds', async () => {
      const path = '/api/v1/namespaces/away/configmaps'
      const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held' } }
      await client.apply([away, inAway(held, { finalizers: ['bed/hold'] })])
      await client.delete('/api/v1/namespaces/away')
      await cluster.settled()
      expect(await names()).toContain('away')
      await client.patch(`${path}/held`, { metadata: { finalizers: null } })
      expect(await until('/api/v1/namespaces', names, isGone)).not.toContain('away')
    })
  })
})
