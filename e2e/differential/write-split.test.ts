import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RuleIdentity } from '../../lib/domain/traffic-split/same-rule'
import { startStatusWriter } from '../testbed/actors/status-writer'
import { keepLog } from './kept-log'
import {
  collection,
  type ReviewsBed,
  reviews,
  reviewsPath,
  route,
  startReviewsBed,
} from './reviews-bed'
import type { Answer } from './write-bed'

/** Every race and every refusal of a write, on the product's own handlers and a Kubernetes API. */
let bed: ReviewsBed
const log = keepLog()

beforeAll(async () => {
  bed = await startReviewsBed()
})
afterAll(() => bed.stop())

beforeEach(async () => {
  log.forget()
  await bed.admin.create(collection, route)
})
afterEach(async () => {
  await bed.weather.set('fair')
  await bed.admin.delete(reviewsPath).catch(() => undefined)
})

const ruleOf = ({ name, match, destinations }: RuleIdentity): RuleIdentity => ({
  name,
  match,
  destinations: destinations.map(({ host, subset, port }) => ({ host, subset, port })),
})

const { object, weights, wanting, planned } = {
  object: () => bed.object(),
  weights: () => bed.weights(),
  wanting: (...asked: Parameters<ReviewsBed['wanting']>) => bed.wanting(...asked),
  planned: (...asked: Parameters<ReviewsBed['planned']>) => bed.planned(...asked),
}

describe('a change', () => {
  test('is planned, applied, remembered, and touches nothing else', async () => {
    const before = await object()
    const { plan, sending } = await planned([50, 50, 0], 'v2 looks well')
    expect(plan).toMatchObject({
      dryRun: { verdict: 'accepted', warnings: [], webhooks: [] },
      applicable: { allowed: true },
      diff: expect.stringContaining('-          weight: 80\n+          weight: 50'),
      kubectl: expect.stringMatching(
        /^kubectl patch virtualservice\.v1\.networking\.istio\.io\/reviews/,
      ),
    })
    expect(await weights()).toEqual([80, 20, undefined])

    const answer = await bed.apply(reviews, sending)
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { confirmedBy: 'answer', generation: 2 } },
    })
    const after = await object()
    expect(await weights()).toEqual([50, 50, 0])
    const { 'binnacle.dev/changes': record } = after.metadata.annotations
    expect(JSON.parse(record)).toMatchObject([
      {
        reason: 'v2 looks well',
        change: { routes: [{ before: [80, 20, null], after: [50, 50, 0] }] },
      },
    ])
    // Put the weights back by hand: what is left must be the object from before.
    const [v1, v2, v3] = after.spec.http[0].route
    v1.weight = 80
    v2.weight = 20
    delete v3.weight
    expect(after.spec).toEqual(before.spec)
    expect(after.metadata).toEqual({
      ...before.metadata,
      annotations: { 'binnacle.dev/changes': record },
      generation: 2,
      resourceVersion: after.metadata.resourceVersion,
      managedFields: after.metadata.managedFields,
    })
    expect(log.writes()).toMatchObject([
      {
        verdict: 'applied',
        object: reviews,
        reason: 'v2 looks well',
        before: [{ route: '/spec/http/0', weights: [80, 20, null] }],
        after: [{ route: '/spec/http/0', weights: [50, 50, 0] }],
      },
    ])
  })

  test('leaves an Event at the object, with who moved what and why', async () => {
    const { sending } = await planned([60, 40, 0], 'calm')
    const { status, body } = await bed.apply(reviews, sending)
    expect([status, body.detail]).toEqual([200, undefined])
    const { changeId } = body.data
    await vi.waitFor(async () => {
      const { items } = await bed.admin.list('/apis/events.k8s.io/v1/namespaces/default/events')
      expect(items).toContainEqual(
        expect.objectContaining({
          reason: 'TrafficMoved',
          note: expect.stringMatching(/moved \/spec\/http\/0: 80\/20\/none to 60\/40\/0 \(calm\)/),
          metadata: expect.objectContaining({ name: `reviews.${changeId}` }),
          regarding: expect.objectContaining({ kind: 'VirtualService', uid: sending.uid }),
        }),
      )
    })
  })

  test('does not mind a controller that writes status all the time', async () => {
    const writer = await startStatusWriter(bed.admin, { path: reviewsPath, everyMs: 10 })
    const { sending } = await planned([10, 90, 0])
    const answer = await bed.apply(reviews, sending)
    await writer.stop()
    expect(answer.status).toBe(200)
  })

  test('to where it is already is none', async () => {
    const answer = await bed.plan(reviews, { ...(await wanting([80, 20, 0])) })
    // An absent weight becomes a written one: that is a change.
    expect(answer.status).toBe(200)
    const { sending } = await planned([80, 20, 0])
    await bed.apply(reviews, sending)
    expect(await bed.plan(reviews, await wanting([80, 20, 0]))).toMatchObject({
      status: 400,
      body: { detail: 'These are the weights that it has already.' },
    })
  })
})

describe('is refused, and nothing is written:', () => {
  const refused = async (answer: Answer, status: number, code?: string) => {
    expect(answer).toMatchObject({ status, body: code ? { code } : {} })
    expect((await weights())[0]).not.toBe(50)
    return answer.body
  }

  test.each([
    ['negative', [101, -1, 0], 400],
    ['fractional', [50.5, 49.5, 0], 400],
    ['over int32', [2_147_483_648, 0, 0], 400],
    ['over int32 in their sum', [2_147_483_647, 1, 0], 400],
    ['all zero', [0, 0, 0], 400],
    ['too few', [50, 50], 409],
    ['too many', [25, 25, 25, 25], 409],
  ])('weights that are %s', async (_, to, status) => {
    await refused(await bed.plan(reviews, await wanting(to)), status)
  })

  test('an object that somebody has written since the person looked, with a plan for what is there now', async () => {
    const { sending } = await planned([50, 50, 0])
    await bed.admin.patch(reviewsPath, [
      { op: 'replace', path: '/spec/http/0/route/0/weight', value: 70 },
    ])
    const { plan, moved } = await refused(await bed.apply(reviews, sending), 409, 'moved')
    expect(moved).toEqual([{ what: 'generation', before: '1', now: '2' }])
    const { planHash, plannedAt, generation } = plan
    const again = await bed.apply(reviews, { ...sending, generation, planHash, plannedAt })
    expect(again.status).toBe(200)
    expect(await weights()).toEqual([50, 50, 0])
  })

  test('an object that somebody writes between our reading and our writing; what moved is told', async () => {
    const { sending } = await planned([50, 50, 0])
    const patch = [{ op: 'replace' as const, path: '/spec/http/0/route/0/weight', value: 60 }]
    await bed.weather.set({ kind: 'intervening', patch, manager: 'kubectl-edit' })
    const { moved, plan } = await refused(await bed.apply(reviews, sending), 409, 'moved')
    expect(moved).toEqual([{ what: '/spec/http/0', before: '80/20/none', now: '60/20/none' }])
    expect(plan.generation).toBe(2)
  })

  test('a route that somebody has put another one in front of, which is told with its new place', async () => {
    const [seen] = (await bed.ask(reviews)).body.data.routes
    const change = { route: seen.route, weights: [50, 50, 0], seen: ruleOf(seen) }
    const inserted = { match: [{ method: { exact: 'PUT' } }], route: route.spec.http[0]?.route }
    await bed.admin.patch(reviewsPath, [{ op: 'add', path: '/spec/http/0', value: inserted }])
    const body = { ...(await wanting([])), changes: [change] }
    const { detail, plan } = await refused(await bed.plan(reviews, body), 409, 'shifted')
    expect([detail, plan]).toEqual([expect.stringContaining('yours is at /spec/http/1 now'), null])
    const there = { ...body, changes: [{ ...change, route: '/spec/http/1' }] }
    expect((await bed.plan(reviews, there)).status).toBe(200)
  })

  test('a plan that somebody else’s has overtaken', async () => {
    const first = await planned([50, 50, 0])
    const second = await planned([10, 90, 0])
    await bed.apply(reviews, second.sending)
    await refused(await bed.apply(reviews, first.sending), 409, 'moved')
    expect(await weights()).toEqual([10, 90, 0])
  })

  test('a plan that is too old, or not the one that was made', async () => {
    const { sending } = await planned([50, 50, 0])
    const old = { ...sending, plannedAt: sending.plannedAt - 11 * 60_000 }
    await refused(await bed.apply(reviews, old), 409, 'plan-expired')
    const other = { ...sending, reason: 'another reason' }
    await refused(await bed.apply(reviews, other), 409, 'plan-differs')
  })

  test('a finding that was not acknowledged', async () => {
    const { plan, sending } = await planned([50, 30, 20])
    expect(plan.findings).toMatchObject([{ code: 'no-ready-pods', gate: 'acknowledge' }])
    const { missing } = await refused(
      await bed.apply(reviews, sending),
      409,
      'acknowledgement-missing',
    )
    expect(missing).toEqual(['no-ready-pods'])
    const answer = await bed.apply(reviews, { ...sending, acknowledged: missing })
    expect(answer.status).toBe(200)
    const { 'binnacle.dev/changes': record } = (await object()).metadata.annotations
    expect(JSON.parse(record)[0].acknowledged).toEqual(['no-ready-pods'])
  })

  test('an object that was deleted, or deleted and made again', async () => {
    const { sending } = await planned([50, 50, 0])
    await bed.admin.delete(reviewsPath)
    expect(await bed.apply(reviews, sending)).toMatchObject({
      status: 409,
      body: { code: 'deleted', plan: null },
    })
    await bed.admin.create(collection, route)
    await refused(await bed.apply(reviews, sending), 409, 'recreated')
    expect(log.writes().map(({ verdict }) => verdict)).toEqual(['conflict', 'conflict'])
  })

  test('what a webhook denies, in its words', async () => {
    await bed.weather.set({
      kind: 'denied',
      words: 'not on Fridays',
      webhook: 'policy.example.com',
    })
    const body = await wanting([50, 50, 0])
    const { data } = (await bed.plan(reviews, body)).body
    expect(data.dryRun).toMatchObject({
      verdict: 'refused',
      message: 'policy.example.com: not on Fridays',
    })
    expect(data.applicable.allowed).toBe(false)
    const { planHash, plannedAt } = data
    const answer = await bed.apply(reviews, { ...body, planHash, plannedAt, acknowledged: [] })
    expect(await refused(answer, 422, 'refused-by-server')).toMatchObject({
      detail: 'policy.example.com: not on Fridays',
    })
    expect(log.writes()).toMatchObject([{ verdict: 'refused' }])
  })

  test('what Kubernetes does not allow, or asks to wait with', async () => {
    const { sending } = await planned([50, 50, 0])
    await bed.weather.set({ kind: 'forbidden', resource: 'virtualservices' })
    expect((await bed.apply(reviews, sending)).status).toBeGreaterThanOrEqual(403)
    await bed.weather.set({ kind: 'throttled', retryAfterSeconds: 1 })
    expect((await bed.apply(reviews, sending)).status).toBeGreaterThanOrEqual(502)
    await bed.weather.set('fair')
    expect((await weights())[0]).toBe(80)
  })
})

describe('an answer that does not come', () => {
  test('after the write was carried out: the object tells that it was', async () => {
    const { sending } = await planned([50, 50, 0])
    await bed.weather.set({ kind: 'dropped-after-applying' })
    expect(await bed.apply(reviews, sending)).toMatchObject({
      status: 200,
      body: { data: { confirmedBy: 'reading', generation: 2 } },
    })
    expect(await weights()).toEqual([50, 50, 0])
    expect(log.writes()).toMatchObject([{ verdict: 'applied', detail: 'confirmed by reading' }])
  })

  test('because somebody else’s write was in the way for a moment: it is sent again', async () => {
    const { sending } = await planned([50, 50, 0])
    await bed.weather.set({ kind: 'conflicting' })
    expect((await bed.apply(reviews, sending)).status).toBe(200)
  })
})
