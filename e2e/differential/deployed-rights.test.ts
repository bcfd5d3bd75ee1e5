import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { rightsOf, type Variant, variants } from '../../deploy/manifests.fixtures'
import { isUpstreamError } from '../../lib/errors'
import {
  askingAbout,
  isAllowed,
  reviewNamespaces,
  reviewUser,
} from '../../lib/identity/access-review'
import { reviewToken } from '../../lib/identity/token-review'
import { kindNames } from '../../lib/kubernetes/kinds'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { type KubeSend, kubeFetch, kubeFetchFor } from '../../lib/kubernetes/kube-fetch'
import { kubeJson } from '../../lib/kubernetes/kube-json'
import { startWatchCache, type WatchCache } from '../../lib/kubernetes/watch-cache'
import { createObject, deleteObject, patchObject } from '../../lib/kubernetes/write-object'
import { findSplit } from '../../lib/server/splits/split-object'
import { tokenOf } from '../testbed/kubernetes/testing/account'
import { type ApiUnderTest, startApiUnderTest } from '../testbed/kubernetes/testing/api-under-test'
import { collection, reviews, reviewsPath, route } from './reviews-bed'
import { watch } from './watch'

/** The console as its own manifests have it: a ServiceAccount with the rights of deploy/. */
const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-deployed-'))
const kubeconfig = path.join(folder, 'config')
const { signal } = new AbortController()
const secrets = { path: '/api/v1/secrets', timeoutMs: 5_000, signal }

let server: ApiUnderTest
let cache: WatchCache | undefined
const refused: string[] = []

const send: KubeSend = async (request) => {
  const response = await kubeFetch(request)
  if (response.status === 403) refused.push(`${request.method ?? 'GET'} ${request.path}`)
  return response
}

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  server = await startApiUnderTest()
  await server.client.create(collection, route)
  watch({ kubeconfig })
})

afterAll(async () => {
  cache?.close()
  await server.stop()
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

/** Rights are a moment behind the objects that give them. */
const untilSeeingAll = () =>
  vi.waitFor(
    async () =>
      expect(await reviewNamespaces(async () => [], { send: kubeFetch, signal })).toEqual({
        kind: 'all',
      }),
    10_000,
  )

const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'

async function deploy(variant: Variant): Promise<void> {
  const { items } = await server.client.list(bindings)
  const left = items.filter(({ metadata }) => metadata.name.startsWith('binnacle-'))
  for (const { metadata } of left) await server.client.delete(`${bindings}/${metadata.name}`)
  await server.client.apply(rightsOf(variant))
  const token = await tokenOf(server.client, 'binnacle', 'binnacle')
  writeFileSync(kubeconfig, server.api.kubeconfig(token))
  forgetKubeConfig()
  await untilSeeingAll()
  refused.length = 0
}

/** What Kubernetes says to it, where it is not an answer. */
const saidTo = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'yes',
    (error: unknown) => (isUpstreamError(error) ? error.failure : Promise.reject(error)),
  )

const alice = { user: 'alice', groups: ['devs'] }
const asAlice = { kind: 'impersonate', ...alice } as const
const pods = { verb: 'list', group: '', resource: 'pods', namespace: 'default' }

test.each([
  ['viewer', 'forbidden', 'forbidden'],
  ['operator-oidc', 'yes', 'forbidden'],
  ['operator-header', 'yes', 'forbidden'],
  ['operator-token', 'forbidden', 'yes'],
] as const)(
  '%s: may it speak for people? %s. May it ask whose token it is? %s',
  async (variant, people, tokens) => {
    await deploy(variant)
    const token = await tokenOf(server.client, 'binnacle', 'binnacle')
    // Rights that were taken away are a moment behind as well.
    await vi.waitFor(async () => {
      expect([
        await saidTo(reviewUser({ send: kubeFetchFor(alice), signal })),
        await saidTo(isAllowed(pods, askingAbout(asAlice, signal))),
        await saidTo(reviewToken(token)),
      ]).toEqual([people, people, tokens])
    }, 10_000)
  },
)

test.each(variants)(
  'with the manifests of %s everything that is read may be read',
  async (variant) => {
    await deploy(variant)
    cache = startWatchCache({
      send,
      now: Date.now,
      random: Math.random,
      pause: () => new Promise(() => {}),
    })
    await cache.settled
    const read = cache.read
    const states = kindNames.map((kind) => read(kind).status)
    expect(states).toEqual(kindNames.map(() => expect.stringMatching(/^(synced|absent)$/)))
    expect(await reviewUser({ send, signal })).toBe('system:serviceaccount:binnacle:binnacle')
    expect(await findSplit(send, { ...reviews, kind: 'VirtualService' }, signal)).toMatchObject({
      path: reviewsPath,
    })
    expect(refused).toEqual([])
    cache.close()
  },
)

test.each([
  ['PATCH', reviewsPath, () => patchObject(send, reviewsPath, [], { dryRun: true, signal })],
  ['POST', collection, () => createObject(send, collection, route, { dryRun: true, signal })],
  ['DELETE', reviewsPath, () => deleteObject(send, reviewsPath, { uid: 'any' }, signal)],
  ['GET', '/api/v1/secrets', () => kubeJson(send, z.unknown(), secrets)],
])('the console itself may not %s %s', async (method, at, attempt) => {
  refused.length = 0
  await attempt().catch((error: unknown) => expect(isUpstreamError(error)).toBe(true))
  expect(refused).toEqual([`${method} ${at}`])
})
