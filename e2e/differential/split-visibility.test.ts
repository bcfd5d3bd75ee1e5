import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { splitsSearch } from '../../lib/api/splits'
import type { Viewer } from '../../lib/identity/viewer'
import { kubeFetch } from '../../lib/kubernetes/kube-fetch'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { fakePrometheus, json, vector } from '../../lib/prometheus/fake-prometheus.fixtures'
import { readSplit } from '../../lib/server/splits/read-split'
import { readSplitCandidates } from '../../lib/server/splits/read-split-candidates'
import { readSplits } from '../../lib/server/splits/read-splits'
import { planSplit } from '../../lib/server/splits/write-split'
import { kubeconfigPath, startWriteBed, type WriteBed } from './write-bed'

/**
 * Of a namespace that the viewer may not see, no byte: not of its routes, rules, rollouts,
 * applications, nor of who calls from it. What an object of their own names is theirs to read.
 */
const prometheus = vi.hoisted(() => ({ url: 'http://127.0.0.1:9' }))
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  readEnv: () => ({
    auth: 'kubeconfig',
    kubeconfig: kubeconfigPath,
    inCluster: false,
    prometheusUrl: prometheus.url,
  }),
}))

const pod = (namespace: string, app: string, version: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${app}-${version}, namespace: ${namespace}, labels: { app: ${app}, version: ${version} } }
spec: { containers: [{ name: ${app}, image: ${app} }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---`

const service = (namespace: string, name: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 9080 }] }
---`

/** The team's own route, a delegate of its own, and a route to a service of the others. */
const own = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
  annotations:
    argocd.argoproj.io/tracking-id: shop:networking.istio.io/VirtualService:default/reviews
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 80 }
        - { destination: { host: reviews, subset: v2 }, weight: 20 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: handed, namespace: default }
spec:
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 50 }
        - { destination: { host: reviews, subset: v2 }, weight: 50 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: default }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
---`

/** The only route to its workloads, so that what was seen of it can be told. */
const prices = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: prices, namespace: default }
spec:
  hosts: [prices]
  http:
    - route:
        - { destination: { host: prices, subset: v1 }, weight: 80 }
        - { destination: { host: prices, subset: v2 }, weight: 20 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: prices, namespace: default }
spec:
  host: prices
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
---
${service('default', 'prices')}
${pod('default', 'prices', 'v1')}
${pod('default', 'prices', 'v2')}
`

const outward = (name: string, host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: default }
spec:
  hosts: [${name}.example.com]
  http:
    - route:
        - { destination: { host: ${host}.vault.svc.cluster.local }, weight: 50 }
        - { destination: { host: reviews }, weight: 50 }
---`

const hidden = `
apiVersion: v1
kind: Namespace
metadata: { name: vault }
---
${service('vault', 'safe')}
${pod('vault', 'safe', 'v1')}
${pod('vault', 'safe', 'v2')}
${service('vault', 'till')}
${pod('vault', 'till', 'v1')}
${pod('vault', 'till', 'v2')}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vault-first, namespace: vault }
spec:
  hosts: [reviews.default.svc.cluster.local]
  http:
    - { delegate: { name: handed, namespace: default } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: vault-rule, namespace: vault }
spec: { host: reviews.default.svc.cluster.local, subsets: [{ name: v1, labels: { version: v1 } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: vault-consumer, namespace: vault }
spec:
  parentRefs: [{ group: "", kind: Service, name: reviews, namespace: default }]
  rules: [{ backendRefs: [{ name: safe, port: 9080, weight: 1 }, { name: till, port: 9080, weight: 1 }] }]
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: vault }
spec: { syncPolicy: { automated: { selfHeal: true } } }
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: vault-rollout, namespace: vault }
spec:
  strategy: { canary: { trafficRouting: { istio: { virtualService: { name: handed.default } } } } }
---`

const call = (namespace: string, workload: string, version: string) => ({
  reporter: namespace === 'vault' ? 'destination' : 'source',
  request_protocol: 'http',
  source_workload_namespace: namespace,
  source_workload: workload,
  destination_workload_namespace: 'default',
  destination_workload: `prices-${version}`,
  destination_service: 'prices.default.svc.cluster.local',
  response_code: '200',
  response_flags: '-',
})

const everybody: Viewer = {
  user: 'ada',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const team: Viewer = { ...everybody, sees: { kind: 'namespaces', names: new Set(['default']) } }

let bed: WriteBed
let store: Awaited<ReturnType<typeof fakePrometheus>>
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startWriteBed()
  await bed.admin.applyYaml(
    [hidden, service('default', 'reviews'), pod('default', 'reviews', 'v1')]
      .concat(
        pod('default', 'reviews', 'v2'),
        own,
        prices,
        outward('out', 'safe'),
        outward('gone', 'none'),
      )
      .join('\n'),
  )
  await bed.settle(() => watchCache().read('pods').objects.size === 8)
  await bed.settle(() => watchCache().read('virtualServices').objects.size === 6)
  await bed.settle(() => watchCache().read('rollouts').objects.size === 1)
  await bed.settle(() => watchCache().read('argoApplications').objects.size === 1)
  store = await fakePrometheus((asked, response) => {
    const rows: [Record<string, string>, number][] = asked.query.includes('istio_requests_total')
      ? [
          [call('default', 'productpage', 'v1'), 8],
          [call('default', 'productpage', 'v2'), 2],
          [call('vault', 'vault-robot', 'v2'), 1],
        ]
      : []
    json(200, vector(rows))(asked, response)
  })
  prometheus.url = store.url
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  await bed.stop()
})

const { signal } = new AbortController()
const named = (name: string) => ({ namespace: 'default', kind: 'VirtualService' as const, name })
const search = splitsSearch.parse({})

/** What one viewer is told of a route. */
async function toldOf(name: string, viewer: Viewer) {
  return (await readSplit({ ...search, ...named(name) }, { viewer, signal })).data
}

async function plannedFor(viewer: Viewer) {
  const { uid, generation } = await toldOf('reviews', viewer)
  const body = {
    ...named('reviews'),
    ...{ uid, generation, changes: [{ route: '/spec/http/0', weights: [50, 50] }] },
  }
  const person = { user: viewer.user, key: 'own', send: kubeFetch }
  return planSplit(body, { viewer, person, requestId: 'r1', signal })
}

const questions = [
  ['a route', (viewer: Viewer) => toldOf('reviews', viewer)],
  ['a route with callers', (viewer: Viewer) => toldOf('prices', viewer)],
  ['a delegate', (viewer: Viewer) => toldOf('handed', viewer)],
  ['a plan', plannedFor],
  ['what could be split', (viewer: Viewer) => readSplitCandidates(search, { viewer, signal })],
] as const

describe('of a hidden namespace no byte is told to who asks for', () => {
  test.each(questions)('%s', async (_, ask) => {
    // Who may see it is told of it: there is something to hide.
    expect(JSON.stringify(await ask(everybody))).toContain('vault')
    expect(JSON.stringify(await ask(team))).not.toContain('vault')
  })

  test('the list, but for what their own objects name', async () => {
    const list = async (viewer: Viewer) => (await readSplits(search, { viewer, signal })).data
    expect((await list(everybody)).map(({ name }) => name)).toContain('vault-consumer')
    const told = await list(team)
    const names = told.map(({ name }) => name).sort()
    expect(names).toEqual(['gone', 'handed', 'out', 'prices', 'reviews'])
    const others = told.filter(({ name }) => name !== 'out' && name !== 'gone')
    expect(JSON.stringify(others)).not.toContain('vault')
  })
})

test('whether a destination in a hidden namespace is there cannot be told', async () => {
  const about = async (name: string, viewer: Viewer) => {
    const { findings, routes, services, owner } = await toldOf(name, viewer)
    const text = JSON.stringify({ findings, routes, services, owner })
    return text.replaceAll(/(safe|none)\.vault/g, 'x.vault').replaceAll(`"${name}"`, '"route"')
  }
  expect(await about('out', team)).toBe(await about('gone', team))
  expect(await about('out', everybody)).not.toBe(await about('gone', everybody))
})

test('a caller in a hidden namespace is counted, and has no name', async () => {
  const { routes } = await toldOf('prices', team)
  const [, v2] = routes[0]?.destinations ?? []
  expect(v2?.outside).toEqual({
    requestsPerSecond: 1,
    callers: [{ source: null, reason: 'no-proxy', requestsPerSecond: 1 }],
  })
})

test('who keeps an object is told by its own mark, without the hidden object behind it', async () => {
  expect((await toldOf('reviews', team)).owner).toMatchObject({ kind: 'argo-cd', object: null })
  expect((await toldOf('reviews', everybody)).owner?.object).toMatchObject({ namespace: 'vault' })
  expect((await toldOf('handed', team)).owner).toBeNull()
  expect((await toldOf('handed', everybody)).owner?.kind).toBe('argo-rollouts')
})
