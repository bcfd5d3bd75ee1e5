import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../testing/reviews-route'

let server: ApiUnderTest

beforeEach(async () => {
  server = await startApiUnderTest()
})

afterEach(() => server.stop())

const scenario = `
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: {name: reviews, namespace: bookinfo}
spec:
  hosts: [reviews]
  http: [{route: [{destination: {host: reviews, subset: v1}, weight: 80}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: reviews-v1, namespace: bookinfo}
spec: {containers: [{name: reviews, image: reviews}]}
status: {phase: Running}
---
# The namespace comes last and is created first.
apiVersion: v1
kind: Namespace
metadata: {name: bookinfo}
`

describe('applying YAML', () => {
  test('creates in the order that objects need each other', async () => {
    const applied = await server.client.applyYaml(scenario)
    expect(applied.map(({ kind }) => kind)).toEqual(['Namespace', 'VirtualService', 'Pod'])
    const pod = await server.client.get('/api/v1/namespaces/bookinfo/pods/reviews-v1')
    expect(pod.status).toMatchObject({ phase: 'Running' })
  })

  test('replaces what is there, and a second time changes nothing', async () => {
    await server.client.applyYaml(scenario)
    const moved = scenario.replace('weight: 80', 'weight: 70')
    const [, changed] = await server.client.applyYaml(moved)
    expect(changed?.metadata.generation).toBe(2)
    expect(await server.client.applyYaml(moved)).toContainEqual(changed)
  })

  test('says which kind the server does not have', async () => {
    const unknown = 'apiVersion: v1\nkind: Nonsense\nmetadata: {name: a}\n'
    await expect(server.client.applyYaml(unknown)).rejects.toThrow('no Nonsense in v1')
  })
})

/** What a watch has made of all that it was told. */
function mirror(signal: AbortSignal) {
  const seen = new Map<string, unknown>()
  const interrupted = vi.fn()
  const watched = server.client.watchAll(
    virtualServicesPath,
    {
      replace: (objects: readonly KubernetesObject[]) => {
        seen.clear()
        for (const { metadata, spec } of objects) seen.set(metadata.name, spec)
      },
      change: (type, { metadata, spec }) => {
        if (type === 'DELETED') seen.delete(metadata.name)
        else seen.set(metadata.name, spec)
      },
      interrupted,
    },
    signal,
  )
  return { seen, interrupted, watched }
}

describe('watching', () => {
  let ending: AbortController

  beforeEach(async () => {
    ending = new AbortController()
    await server.client.create('/api/v1/namespaces', bookinfoNamespace)
    await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  })

  test('follows every change from the list on, until it is ended', async () => {
    const { seen, interrupted, watched } = mirror(ending.signal)
    await watched.listed
    expect([...seen]).toEqual([['reviews', reviewsSpec(80, 20)]])
    await server.client.patch(reviewsPath, { spec: reviewsSpec(50, 50) })
    await vi.waitFor(() => expect(seen.get('reviews')).toEqual(reviewsSpec(50, 50)))
    await server.client.delete(reviewsPath)
    await vi.waitFor(() => expect(seen.size).toBe(0))
    ending.abort()
    await watched.ended
    expect(interrupted).not.toHaveBeenCalled()
  })
})
