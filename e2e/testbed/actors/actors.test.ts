import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../kubernetes/testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../kubernetes/testing/reviews-route'
import { type Actor, actorSlot } from './actor'
import { objectPath } from './object-path'
import { reconcilerPlan, startReconciler } from './reconciler'
import { startStatusWriter } from './status-writer'

let server: ApiUnderTest
let actor: Actor | null = null

beforeAll(async () => {
  server = await startApiUnderTest()
  const { client } = server
  await client.create('/api/v1/namespaces', bookinfoNamespace)
  await client.create(virtualServicesPath, reviewsRoute(80, 20))
})

afterEach(async () => {
  await actor?.stop()
  actor = null
})

afterAll(() => server.stop())

const route = () => server.client.get(reviewsPath)
const move = (v1: number, v2: number) =>
  server.client.patch(reviewsPath, { spec: reviewsSpec(v1, v2) })

const plan = (afterSeconds: number) => reconcilerPlan.parse({ path: reviewsPath, afterSeconds })

/** Resolves when the spec is this one (again). */
const untilSpec = (v1: number, v2: number) =>
  vi.waitUntil(
    async () => JSON.stringify((await route()).spec) === JSON.stringify(reviewsSpec(v1, v2)),
    { timeout: 5_000, interval: 20 },
  )

test('a reconciler takes every change of the spec back, under its own name', async () => {
  actor = await startReconciler(server.client, plan(0.1))
  for (const [v1, v2] of [
    [50, 50],
    [0, 100],
  ] as const) {
    expect(await move(v1, v2)).toMatchObject({ spec: reviewsSpec(v1, v2) })
    await untilSpec(80, 20)
  }
  const managers = (await route()).metadata.managedFields?.map(({ manager }) => manager)
  expect(managers).toContain('argocd-controller')
})

test('a reconciler leaves what is beside the spec as others wrote it', async () => {
  actor = await startReconciler(server.client, plan(0.05))
  const patch = { metadata: { annotations: { note: 'kept' } }, spec: reviewsSpec(10, 90) }
  await server.client.patch(reviewsPath, patch)
  await untilSpec(80, 20)
  expect((await route()).metadata.annotations).toEqual({ note: 'kept' })
})

test('a reconciler that has left takes nothing back any more', async () => {
  actor = await startReconciler(server.client, plan(0.05))
  await actor.stop()
  await move(70, 30)
  const watcher = await startReconciler(server.client, plan(0))
  await watcher.stop()
  expect(await route()).toMatchObject({ spec: reviewsSpec(70, 30) })
  await move(80, 20)
})

test('a status writer moves the resourceVersion all the time and the generation never', async () => {
  const before = (await route()).metadata
  actor = await startStatusWriter(server.client, { path: reviewsPath, everyMs: 20 })
  const versions = new Set<string | undefined>()
  await vi.waitUntil(async () => versions.add((await route()).metadata.resourceVersion).size > 3)
  const after = await route()
  expect(after.metadata.generation).toBe(before.generation)
  expect(after).toHaveProperty('status.conditions.0.type', 'Reconciled')
})

test('a status writer refuses an object that is not there', async () => {
  const path = `${virtualServicesPath}/none`
  await expect(startStatusWriter(server.client, { path, everyMs: 1_000 })).rejects.toThrow(
    'not found',
  )
})

test('a slot sends the one before away first, and is empty after a plan that cannot start', async () => {
  const told: string[] = []
  const slot = actorSlot(async (name: string) => {
    if (name === 'broken') throw new Error('cannot start')
    told.push(`${name} came`)
    return { stop: async () => void told.push(`${name} left`) }
  })
  await slot.set('one')
  await slot.set('two')
  expect(slot.plan()).toBe('two')
  await expect(slot.set('broken')).rejects.toThrow('cannot start')
  expect(slot.plan()).toBeNull()
  await slot.set(null)
  expect(told).toEqual(['one came', 'one left', 'two came', 'two left'])
})

test.each([
  ['/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews', true],
  ['/api/v1/namespaces/default', true],
  ['/apis/networking.istio.io/v1/namespaces/default/virtualservices', false],
  ['/apis/networking.istio.io/v1/virtualservices', false],
  ['reviews', false],
])('%s is the path of an object: %s', (path, verdict) => {
  expect(objectPath.safeParse(path).success).toBe(verdict)
})
