import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { reviewNamespaces, reviewUser } from '../../lib/identity/access-review'
import { kindNames } from '../../lib/kubernetes/kinds'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { type KubeSend, kubeFetch } from '../../lib/kubernetes/kube-fetch'
import { startWatchCache, type WatchCache } from '../../lib/kubernetes/watch-cache'
import { type KubernetesClient, kubernetesClient } from '../testbed/kubernetes/client'
import {
  type EmbeddedKubernetes,
  type EmbeddedKubernetesOptions,
  startEmbeddedKubernetes,
} from '../testbed/kubernetes/server'

/** The product's watch cache against the bed's Kubernetes API: sockets, certificates and all. */
const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-watch-cache-'))
const kubeconfig = path.join(folder, 'config')
vi.mock('../../lib/env', () => ({ readEnv: () => ({ kubeconfig, inCluster: false }) }))

let api: EmbeddedKubernetes
let admin: KubernetesClient
let cache: WatchCache

async function start(options: EmbeddedKubernetesOptions = {}) {
  api = await startEmbeddedKubernetes(options)
  admin = kubernetesClient({ url: api.url, caPem: api.caPem, token: api.adminToken })
  actAs(api.adminToken)
}

function actAs(token: string) {
  writeFileSync(kubeconfig, api.kubeconfig(token))
  forgetKubeConfig()
}

let openWatches = 0

/** With the real pauses cut short: what is tested is the order of things, not patience. */
function watchAll(): WatchCache {
  const pause = () => sleep(20)
  const send: KubeSend = async (request) => {
    const response = await kubeFetch(request)
    if (request.search?.watch) openWatches++
    return response
  }
  openWatches = 0
  cache = startWatchCache({ send, now: Date.now, random: Math.random, pause })
  return cache
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 })

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))

afterEach(async () => {
  vi.restoreAllMocks()
  cache.close()
  await admin.close()
  await api.stop()
})

afterAll(() => rmSync(folder, { recursive: true }))

const reviews = (weight: number) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: default }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: ${weight} }
        - { destination: { host: reviews, subset: v2 }, weight: ${100 - weight} }
`

const service = (name: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 9080 }] }
`

const weights = () =>
  cache
    .read('virtualServices')
    .objects.get('default/reviews')
    ?.http.map(({ destinations }) => destinations.map(({ weight }) => weight))

const servicesSeen = () => [...cache.read('services').objects.keys()]

describe('the watch cache', () => {
  test('reads what is there, then sees what is created, changed and deleted', async () => {
    await start()
    await admin.applyYaml(reviews(80))
    await watchAll().settled
    expect(weights()).toEqual([[80, 20]])

    await admin.applyYaml(reviews(30))
    await eventually(() => expect(weights()).toEqual([[30, 70]]))
    await admin.applyYaml(service('ratings'))
    await eventually(() => expect(servicesSeen()).toContain('default/ratings'))
    await admin.delete('/api/v1/namespaces/default/services/ratings')
    await eventually(() => expect(servicesSeen()).not.toContain('default/ratings'))
  })

  test('reads lists that are longer than a page', async () => {
    await start()
    const names = Array.from({ length: 520 }, (_, index) => `harbour-${index}`)
    await admin.applyYaml(names.map(service).join('---'))
    await watchAll().settled
    expect(servicesSeen()).toEqual(expect.arrayContaining(names.map((name) => `default/${name}`)))
  })

  test('outlives an API that goes and comes back, with what changed meanwhile', async () => {
    await start()
    await admin.applyYaml(service('ratings'))
    await watchAll().settled
    await eventually(() => expect(openWatches).toBe(kindNames.length))

    await api.pause()
    await eventually(() => expect(cache.read('services').status).toBe('unreachable'))
    expect(servicesSeen()).toContain('default/ratings')

    await api.resume()
    api.compact()
    await admin.applyYaml(service('details'))
    await eventually(() => expect(cache.read('services').status).toBe('synced'))
    await eventually(() => expect(servicesSeen()).toContain('default/details'))
  })

  test('finds the API when it starts after the console', async () => {
    await start()
    await api.pause()
    await watchAll().settled
    expect(cache.read('pods')).toMatchObject({ status: 'unreachable', known: false })
    await api.resume()
    await eventually(() => expect(cache.read('pods').status).toBe('synced'))
  })

  test('notes that Istio is not installed', async () => {
    await start({ crds: false })
    await watchAll().settled
    expect(cache.read('virtualServices').status).toBe('absent')
    expect(cache.read('pods').status).toBe('synced')
  })
})

describe('a person with few rights', () => {
  const asking = { send: kubeFetch, signal: new AbortController().signal }
  const namespaces = async () => ['default', 'kube-system']

  const grant = (kind: 'Role' | 'ClusterRole') => {
    const place = kind === 'Role' ? ', namespace: default' : ''
    return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: pod-reader${place} }
rules: [{ apiGroups: [''], resources: [pods], verbs: [list, watch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata: { name: alice-reads-pods${place} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: pod-reader }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: alice }]
`
  }

  test('is known by name, and sees the namespaces whose pods they may list', async () => {
    await start()
    watchAll()
    api.addUser({ token: 'alice-token', name: 'alice', groups: [] })
    actAs('alice-token')
    expect(await reviewUser(asking)).toBe('alice')
    expect(await reviewNamespaces(namespaces, asking)).toEqual({
      kind: 'namespaces',
      names: new Set(),
    })
    await admin.applyYaml(grant('Role'))
    expect(await reviewNamespaces(namespaces, asking)).toEqual({
      kind: 'namespaces',
      names: new Set(['default']),
    })
    await admin.applyYaml(grant('ClusterRole'))
    expect(await reviewNamespaces(namespaces, asking)).toEqual({ kind: 'all' })
  })

  test('gets the kinds that they may read as soon as they may', async () => {
    await start()
    api.addUser({ token: 'alice-token', name: 'alice', groups: [] })
    actAs('alice-token')
    await watchAll().settled
    expect(cache.read('pods').status).toBe('forbidden')
    await admin.applyYaml(grant('ClusterRole'))
    await eventually(() => expect(cache.read('pods').status).toBe('synced'))
    expect(cache.read('services').status).toBe('forbidden')
  })
})
