import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { meReply, meSearch } from '../../lib/api/me'
import {
  applyCreateBody,
  applyCreateReply,
  planCreateBody,
  planCreateReply,
} from '../../lib/api/split-creation'
import { splitCandidatesReply, splitsSearch } from '../../lib/api/splits'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { getHandler } from '../../lib/server/handler'
import { postHandler } from '../../lib/server/post-handler'
import { readMe } from '../../lib/server/read-me'
import { readSplitCandidates } from '../../lib/server/splits/read-split-candidates'
import { applyCreation, planCreation } from '../../lib/server/splits/write-split-creation'
import { keepLog } from './kept-log'
import { collection, type ReviewsBed, reviewsPath, route, startReviewsBed } from './reviews-bed'
import { asker } from './write-bed'

/** Somebody who may move weights of VirtualServices, and nothing else: no HTTPRoutes, no new objects, no Events. */
const rules = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['networking.istio.io'], resources: ['virtualservices'], verbs: ['patch'] },
]

const httpRoutes = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes'
const httpRoute = { namespace: 'default', kind: 'HTTPRoute', name: 'reviews-api' }
const backends = ['v1', 'v2'].map((version) => ({
  name: `reviews-${version}`,
  port: 9080,
  weight: 50,
}))

const me = asker(getHandler(meSearch, meReply, readMe), 'GET')
const candidates = asker(getHandler(splitsSearch, splitCandidatesReply, readSplitCandidates), 'GET')
const planNew = asker(postHandler(planCreateBody, planCreateReply, planCreation), 'POST')
const applyNew = asker(postHandler(applyCreateBody, applyCreateReply, applyCreation), 'POST')

let bed: ReviewsBed
const log = keepLog()
beforeAll(async () => {
  bed = await startReviewsBed(rules)
})
afterAll(() => bed.stop())
beforeEach(() => {
  log.forget()
})
afterEach(async () => {
  for (const path of [reviewsPath, `${httpRoutes}/reviews-api`])
    await bed.admin.delete(path).catch(() => undefined)
  await bed.settle(() => watchCache().read('virtualServices').objects.size === 0)
  await bed.settle(() => watchCache().read('httpRoutes').objects.size === 0)
})

test('a write is no less done without the right to leave an Event, and nobody is told of it', async () => {
  await bed.admin.create(collection, route)
  await bed.changed([50, 50, 0])
  expect(await bed.weights()).toEqual([50, 50, 0])
  await bed.settle(() => true)
  const { items } = await bed.admin.list('/apis/events.k8s.io/v1/namespaces/default/events')
  expect(items.filter(({ reason }) => reason === 'TrafficMoved')).toEqual([])
  expect(log.lines.filter((line) => line.includes('Event'))).toEqual([])
})

test('who they are and what they may do is told, with what they may not', async () => {
  const { may } = (await me({})).body.data
  expect(may).toEqual({
    moveTraffic: {
      allowed: 'somewhere',
      reason: 'Kubernetes does not let you change httproutes everywhere.',
    },
    createSplits: {
      allowed: 'nowhere',
      reason: 'Kubernetes does not let you create destinationrules, nor create virtualservices.',
    },
    changeMtls: {
      allowed: 'nowhere',
      reason: 'Kubernetes does not let you change peerauthentications.',
    },
  })
})

test('a route that they may not change is read, planned with why, and refused', async () => {
  await bed.admin.create(httpRoutes, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'default', name: 'reviews-api' },
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }],
      rules: [{ backendRefs: backends }],
    },
  })
  const may = {
    allowed: false,
    reason: 'Kubernetes does not let you change HTTPRoutes in default.',
  }
  const { uid, generation, editable } = (await bed.ask(httpRoute)).body.data
  expect(editable).toEqual(may)
  const body = { uid, generation, changes: [{ route: '/spec/rules/0', weights: [90, 10] }] }
  const { planHash, plannedAt, applicable, kubectl } = (await bed.plan(httpRoute, body)).body.data
  expect(applicable).toEqual(may)
  // What may not be written here can still be taken to who may.
  expect(kubectl).toContain('kubectl patch httproute')
  const answer = await bed.apply(httpRoute, { ...body, planHash, plannedAt, acknowledged: [] })
  expect(answer).toMatchObject({ status: 403, body: { detail: may.reason } })
  expect(JSON.parse(log.lines.at(-1) ?? '')).toMatchObject({ message: 'write', verdict: 'refused' })
  const { spec } = await bed.admin.get(`${httpRoutes}/reviews-api`)
  expect(spec).toMatchObject({ rules: [{ backendRefs: [{ weight: 50 }, { weight: 50 }] }] })
})

test('a split that they may not create is not begun', async () => {
  const target = { namespace: 'default', service: 'reviews' }
  const [found] = (await candidates({})).body.data
  // The subsets are there already: only the route would be made.
  expect(found).toMatchObject({ name: 'reviews', creatable: { allowed: false } })
  const { planHash, plannedAt, applicable } = (await planNew({}, target)).body.data
  const reason = 'Kubernetes does not let you create VirtualServices in default.'
  expect(applicable).toEqual({ allowed: false, reason })
  const answer = await applyNew({}, { ...target, planHash, plannedAt, acknowledged: [] })
  expect(answer).toMatchObject({ status: 403, body: { detail: reason } })
  await expect(bed.admin.get(reviewsPath)).rejects.toThrow()
})
