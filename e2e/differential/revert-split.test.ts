import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  collection,
  type ReviewsBed,
  reviews,
  reviewsPath,
  route,
  startReviewsBed,
} from './reviews-bed'

/** Changes that are taken back, on the product's own handlers and a Kubernetes API. */
let bed: ReviewsBed
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startReviewsBed()
})
afterAll(() => bed.stop())
beforeEach(async () => {
  await bed.admin.create(collection, route)
})
afterEach(() => bed.admin.delete(reviewsPath))

test('taking back restores the exact weights, absent ones as absent, and remembers that', async () => {
  const changeId = await bed.changed([50, 50, 0])
  const { data } = (await bed.planRevert(reviews, { changeId })).body
  const { planHash, plannedAt } = data
  const answer = await bed.revert(reviews, { changeId, planHash, plannedAt, acknowledged: [] })
  expect(answer.status).toBe(200)
  expect(await bed.weights()).toEqual([80, 20, undefined])
  const { body } = await bed.ask(reviews)
  expect(body.data.history).toMatchObject([
    {
      reverts: changeId,
      routes: [{ before: [50, 50, 0], after: [80, 20, null] }],
      gapBefore: false,
    },
    { id: changeId, revertible: { allowed: false } },
  ])
})

test('taking back is refused once somebody has moved the weights, and offers to go there from where they are', async () => {
  const changeId = await bed.changed([50, 50, 0])
  const plan = (await bed.planRevert(reviews, { changeId })).body.data
  await bed.admin.patch(
    reviewsPath,
    [{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 70 }],
    {
      fieldManager: 'kubectl-edit',
    },
  )
  const { planHash, plannedAt } = plan
  const sending = { changeId, planHash, plannedAt, acknowledged: [] }
  const { status, body } = await bed.revert(reviews, sending)
  expect([status, body.code]).toEqual([409, 'moved'])
  expect(
    body.plan.impact.routes[0].destinations.map((one: { weightAfter: number }) => one.weightAfter),
  ).toEqual([80, 20, 0])
  expect(await bed.weights()).toEqual([70, 50, 0])
  const seen = (await bed.ask(reviews)).body.data
  expect(seen.changedBack).toMatchObject({
    changeId,
    manager: 'kubectl-edit',
    routes: [{ recorded: [50, 50, 0], now: [70, 50, 0] }],
  })
})

test('taking back what the object does not remember is refused', async () => {
  expect((await bed.planRevert(reviews, { changeId: 'nothing' })).status).toBe(404)
})

test('taking back is refused where another route stands, though it has the same weights and destinations', async () => {
  const changeId = await bed.changed([50, 50, 0])
  const [everybody] = (await bed.object()).spec.http
  const forSome = { ...everybody, name: 'uploads', match: [{ method: { exact: 'PUT' } }] }
  await bed.admin.patch(reviewsPath, [{ op: 'add', path: '/spec/http/0', value: forSome }])
  expect(await bed.planRevert(reviews, { changeId })).toMatchObject({
    status: 409,
    body: { code: 'shape-changed', detail: expect.stringContaining('is another route now') },
  })
  expect((await bed.ask(reviews)).body.data.history).toMatchObject([
    {
      id: changeId,
      routes: [{ name: 'everybody', to: ['reviews:v1', 'reviews:v2', 'reviews:v3'] }],
    },
  ])
})
