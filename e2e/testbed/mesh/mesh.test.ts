import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../cluster/cluster'
import type { KubernetesObject } from '../cluster/kubernetes-objects'
import { type KubernetesClient, kubernetesClient } from '../kubernetes/client'
import { type EmbeddedKubernetes, startEmbeddedKubernetes } from '../kubernetes/server'
import { loadScenario } from '../scenarios/load'
import { type Mesh, startMesh } from './mesh'

const startAt = Date.UTC(2026, 10, 1)
const minute = 60_000
const reviews = '/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews'

describe('the mesh on a Kubernetes API', () => {
  let api: EmbeddedKubernetes
  let client: KubernetesClient
  let cluster: Cluster
  let mesh: Mesh
  let now = startAt
  /** Resolved in turn by whatever the mesh hears next that fits. */
  const awaited: { fits: (object: KubernetesObject) => boolean; resolve: () => void }[] = []

  const heard = (objects: readonly KubernetesObject[]) => {
    for (const { fits, resolve } of awaited) if (objects.some(fits)) resolve()
  }
  const untilHeard = (fits: (object: KubernetesObject) => boolean) =>
    new Promise<void>((resolve) => awaited.push({ fits, resolve }))

  beforeAll(async () => {
    api = await startEmbeddedKubernetes()
    const kubernetes = { url: api.url, caPem: api.caPem, token: api.adminToken }
    const { manifests, traffic } = loadScenario('bookinfo')
    client = kubernetesClient(kubernetes)
    await client.apply(manifests)
    cluster = await startCluster({ kubernetes })
    mesh = await startMesh({ kubernetes, traffic, seed: 1, startAt, heard })
  })

  afterAll(async () => {
    await mesh?.stop()
    await cluster?.stop()
    await client?.close()
    await api?.stop()
  })

  function requestsForReviews(workload: string | undefined): number {
    return mesh.ledger
      .rows()
      .filter(({ service }) => service === 'reviews.default.svc.cluster.local')
      .filter(({ destination }) => destination?.workload === workload)
      .reduce((sum, { requests }) => sum + requests, 0)
  }

  /** Requests of the next ten minutes, by version; `nobody` found no pod. */
  function reviewsOfNextMinutes() {
    const read = () => ({
      v1: requestsForReviews('reviews-v1'),
      v2: requestsForReviews('reviews-v2'),
      nobody: requestsForReviews(undefined),
    })
    const before = read()
    now += 10 * minute
    mesh.advanceTo(now)
    const after = read()
    return {
      v1: after.v1 - before.v1,
      v2: after.v2 - before.v2,
      nobody: after.nobody - before.nobody,
    }
  }

  test('splits the traffic as the VirtualService says, before and after it is patched', async () => {
    const first = reviewsOfNextMinutes()
    expect(first.v2 / (first.v1 + first.v2)).toBeCloseTo(0.2, 1)

    const patched = client.patch(reviews, [
      { op: 'replace', path: '/spec/http/0/route/0/weight', value: 30 },
      { op: 'replace', path: '/spec/http/0/route/1/weight', value: 70 },
    ])
    await Promise.all([
      patched,
      untilHeard(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === 'reviews'),
    ])
    const second = reviewsOfNextMinutes()
    expect(second.v2 / (second.v1 + second.v2)).toBeCloseTo(0.7, 1)
  })

  test('has a target for every proxy, and what it exports is what the ledger says', async () => {
    const response = await fetch(`${mesh.url}/sd`)
    const targets = (await response.json()) as {
      targets: string[]
      labels: Record<string, string>
    }[]
    expect(targets.map(({ labels }) => labels.pod?.replace(/-[^-]+-[^-]+$/, '')).sort()).toEqual([
      'details-v1',
      'istio-ingressgateway',
      'productpage-v1',
      'ratings-v1',
      'reviews-v1',
      'reviews-v2',
    ])
    const ratings = targets.find(({ labels }) => labels.pod?.startsWith('ratings'))
    const path = ratings?.labels.__metrics_path__
    const text = await (await fetch(`http://${ratings?.targets[0]}${path}`)).text()
    const exported = Number(text.match(/^istio_requests_total\{.*\} (\d+)$/m)?.[1])
    const row = mesh.ledger.rows().find(({ destination }) => destination?.workload === 'ratings-v1')
    expect(exported).toBe(row?.requests)
  })

  test('remembers each scrape for the ledger', async () => {
    const scrapedAt = now
    for (const _ of mesh.snapshot());
    now += minute
    mesh.advanceTo(now)
    for (const _ of mesh.snapshot());
    const increments = mesh.ledger.increments({ at: now, windowMs: 2 * minute })
    const details = increments.find(({ destination }) => destination?.workload === 'details-v1')
    expect(details).toMatchObject({ firstScrapeAt: scrapedAt, lastScrapeAt: now, code: '200' })
    expect((details?.requests ?? 0) / (40 * 60)).toBeCloseTo(1, 0)
  })

  test('answers 503 UH for the share of a version that is scaled to zero', async () => {
    const gone = untilHeard(
      ({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith('reviews-v2'),
    )
    await client.patch('/apis/apps/v1/namespaces/default/deployments/reviews-v2', {
      spec: { replicas: 0 },
    })
    await gone
    const { v1, v2, nobody } = reviewsOfNextMinutes()
    expect(v2).toBe(0)
    expect(nobody / (v1 + nobody)).toBeCloseTo(0.7, 1)
  })

  test('a Deployment that is renamed is another workload, which gets the share of the old one', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments'
    const { metadata, ...old } = await client.get(`${deployments}/reviews-v2`)
    const ready = untilHeard(
      (object) =>
        object.kind === 'Pod' &&
        object.metadata.name.startsWith('reviews-two-') &&
        JSON.stringify(object).includes('"type":"Ready","status":"True"'),
    )
    const { labels = {}, namespace = 'default' } = metadata
    await client.apply([
      {
        ...old,
        spec: { ...(old.spec as object), replicas: 1 },
        metadata: { name: 'reviews-two', namespace, labels },
      },
    ])
    await client.delete(`${deployments}/reviews-v2`)
    await ready
    const [before, lost] = [requestsForReviews('reviews-two'), requestsForReviews('reviews-v2')]
    const { v1, nobody } = reviewsOfNextMinutes()
    const renamed = requestsForReviews('reviews-two') - before
    expect([nobody, requestsForReviews('reviews-v2')]).toEqual([0, lost])
    expect(renamed / (v1 + renamed)).toBeCloseTo(0.7, 1)
  })

  test('istiod lists every proxy, those that are gone no more', () => {
    const proxies = mesh.syncz().map(({ proxy }) => proxy.replace(/-[^-]+-[^-]+\..*$/, ''))
    expect(proxies.sort()).toEqual([
      'details-v1',
      'istio-ingressgateway',
      'productpage-v1',
      'ratings-v1',
      'reviews-two',
      'reviews-v1',
    ])
  })

  test('an unknown proxy is 404', async () => {
    const response = await fetch(`${mesh.url}/proxies/default/nobody/stats/prometheus`)
    expect(response.status).toBe(404)
  })
})
