import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  applyCreateBody,
  applyCreateReply,
  planCreateBody,
  planCreateReply,
  undoCreateBody,
  undoCreateReply,
} from '../../lib/api/split-creation'
import { splitCandidatesReply, splitsReply, splitsSearch } from '../../lib/api/splits'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { fakePrometheus, json, vector } from '../../lib/prometheus/fake-prometheus.fixtures'
import { getHandler } from '../../lib/server/handler'
import { postHandler } from '../../lib/server/post-handler'
import { readSplitCandidates } from '../../lib/server/splits/read-split-candidates'
import { readSplits } from '../../lib/server/splits/read-splits'
import {
  applyCreation,
  planCreation,
  undoCreation,
} from '../../lib/server/splits/write-split-creation'
import { keepLog } from './kept-log'
import { type SplitBed, startSplitBed } from './split-bed'
import { asker, kubeconfigPath } from './write-bed'

/** A split where there is none, made and taken back on the product's own handlers. */
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  readEnv: () => ({
    auth: 'kubeconfig',
    kubeconfig: kubeconfigPath,
    inCluster: false,
    prometheusUrl: prometheus.url,
  }),
}))

const prometheus = vi.hoisted(() => ({ url: 'http://127.0.0.1:9' }))

const pod = (name: string, version: string, readyFor = 86_400) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: default, labels: { app: reviews, version: ${version} } }
spec: { containers: [{ name: reviews, image: reviews }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True", lastTransitionTime: "${secondsAgo(readyFor)}" }] }
---`

const secondsAgo = (seconds: number) =>
  `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`

const world = `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: default }
spec: { selector: { app: reviews }, ports: [{ name: http, port: 9080 }] }
---
${pod('reviews-a', 'v1')}
${pod('reviews-b', 'v1')}
${pod('reviews-c', 'v1')}
${pod('reviews-d', 'v2', 200)}
`
const istio = '/apis/networking.istio.io/v1/namespaces/default'
const target = { namespace: 'default', service: 'reviews' }

const plan = asker(postHandler(planCreateBody, planCreateReply, planCreation), 'POST')
const apply = asker(postHandler(applyCreateBody, applyCreateReply, applyCreation), 'POST')
const undo = asker(postHandler(undoCreateBody, undoCreateReply, undoCreation), 'POST')
const candidates = asker(getHandler(splitsSearch, splitCandidatesReply, readSplitCandidates), 'GET')
const splits = asker(getHandler(splitsSearch, splitsReply, readSplits), 'GET')

let bed: SplitBed
/** What was logged. */
const log = keepLog()
beforeAll(async () => {
  bed = await startSplitBed()
  await bed.admin.applyYaml(world)
  await bed.settle(() => watchCache().read('pods').objects.size === 4)
})
afterAll(() => bed.stop())
afterEach(async () => {
  await bed.weather.set('fair')
  for (const kind of ['virtualservices', 'destinationrules'])
    await bed.admin.delete(`${istio}/${kind}/reviews`).catch(() => undefined)
  await bed.settle(() => watchCache().read('virtualServices').objects.size === 0)
  await bed.settle(() => watchCache().read('destinationRules').objects.size === 0)
})

async function planned() {
  const { body } = await plan({}, target)
  const { planHash, plannedAt } = body.data
  return { told: body.data, sending: { ...target, planHash, plannedAt, acknowledged: [] } }
}

test('the subsets come first, then a route by the ready pods, and then it is a split like others', async () => {
  expect((await candidates({})).body.data).toMatchObject([
    {
      name: 'reviews',
      versions: [
        { version: 'v1', weight: 75 },
        { version: 'v2', weight: 25 },
      ],
      creatable: { allowed: true },
    },
  ])
  const { told, sending } = await planned()
  expect(
    told.steps.map(({ kind, action, dryRun }: (typeof told.steps)[number]) => [
      kind,
      action,
      dryRun.verdict,
    ]),
  ).toEqual([
    ['DestinationRule', 'create', 'accepted'],
    ['VirtualService', 'create', 'accepted'],
  ])
  const { status, body } = await apply({}, sending)
  expect([status, body.data.failed]).toEqual([200, null])
  expect((await bed.admin.get(`${istio}/destinationrules/reviews`)).spec).toMatchObject({
    subsets: [{ name: 'v1' }, { name: 'v2' }],
  })
  await bed.settle(() => watchCache().read('virtualServices').objects.size === 1)
  await bed.settle(() => watchCache().read('destinationRules').objects.size === 1)
  expect((await splits({})).body.data).toMatchObject([
    {
      name: 'reviews',
      findings: [],
      routes: [{ destinations: [{ share: 0.75 }, { share: 0.25 }] }],
    },
  ])
  expect((await candidates({})).body.data).toEqual([])

  const undone = await undo({}, { ...target, objects: body.data.done })
  expect(undone.body.data.deleted).toHaveLength(2)
  await expect(bed.admin.get(`${istio}/virtualservices/reviews`)).rejects.toThrow()
})

test('where the way cannot be looked at, nothing is begun', async () => {
  const { sending } = await planned()
  await bed.weather.set({ kind: 'forbidden', resource: 'virtualservices' })
  expect((await apply({}, sending)).status).toBe(403)
  await expect(bed.admin.get(`${istio}/destinationrules/reviews`)).rejects.toThrow()
})

describe('where the subsets are made and the route is refused', () => {
  async function halfDone() {
    const { sending } = await planned()
    await bed.weather.set({
      ...{ kind: 'denied', resource: 'virtualservices', webhook: 'rev.validation.istio.io' },
      words: 'no new routes today',
    })
    const { status, body } = await apply({}, sending)
    await bed.weather.set('fair')
    await bed.settle(() => watchCache().read('destinationRules').objects.size === 1)
    return { status, made: body.data }
  }

  test('both are told', async () => {
    expect(await halfDone()).toMatchObject({
      status: 200,
      made: {
        done: [{ kind: 'DestinationRule', name: 'reviews' }],
        failed: {
          kind: 'VirtualService',
          message: expect.stringContaining('no new routes today'),
        },
      },
    })
  })

  test('it can be finished', async () => {
    await halfDone()
    const { told, sending } = await planned()
    expect(told.steps.map(({ action }: (typeof told.steps)[number]) => action)).toEqual([
      'present',
      'create',
    ])
    const { body } = await apply({}, sending)
    expect(body.data).toMatchObject({ failed: null, done: [{ kind: 'VirtualService' }] })
  })

  test('it can be taken back', async () => {
    const { made } = await halfDone()
    const { body } = await undo({}, { ...target, objects: made.done })
    expect(body.data.deleted).toMatchObject([{ kind: 'DestinationRule' }])
    await expect(bed.admin.get(`${istio}/destinationrules/reviews`)).rejects.toThrow()
  })
})

test('subsets that are missing from a rule are added to it', async () => {
  await bed.admin.applyYaml(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: default }
spec: { host: reviews, subsets: [{ name: v1, labels: { version: v1 } }] }
`)
  await bed.settle(() => watchCache().read('destinationRules').objects.size === 1)
  const { told, sending } = await planned()
  expect(told.steps[0]).toMatchObject({
    action: 'add-subsets',
    dryRun: { verdict: 'accepted' },
  })
  const { body } = await apply({}, sending)
  expect(body.data).toMatchObject({ failed: null, done: [{ kind: 'VirtualService' }] })
  expect((await bed.admin.get(`${istio}/destinationrules/reviews`)).spec).toMatchObject({
    subsets: [{ name: 'v1' }, { name: 'v2' }],
  })
})

test('what somebody has changed since is not taken back', async () => {
  const { sending } = await planned()
  const { body } = await apply({}, sending)
  await bed.admin.patch(`${istio}/virtualservices/reviews`, {
    spec: { hosts: ['reviews', 'other'] },
  })
  expect(await undo({}, { ...target, objects: body.data.done })).toMatchObject({ status: 409 })
  expect(JSON.parse(log.lines.at(-1) ?? '')).toMatchObject({
    action: 'undo split',
    object: { kind: 'VirtualService', name: 'reviews' },
    verdict: 'conflict',
  })
})

test('the first weights are what was seen since both versions are ready', async () => {
  const seen = (workload: string) => ({
    reporter: 'source',
    request_protocol: 'http',
    source_workload_namespace: 'default',
    source_workload: 'productpage-v1',
    destination_workload_namespace: 'default',
    destination_workload: workload,
    destination_service: 'reviews.default.svc.cluster.local',
    response_code: '200',
    response_flags: '-',
  })
  await using store = await fakePrometheus((asked, response) => {
    const { query } = asked
    const rows: [Record<string, string>, number][] = query.includes('istio_requests_total')
      ? [
          [seen('reviews-a'), 7],
          [seen('reviews-d'), 3],
        ]
      : []
    json(200, vector(rows))(asked, response)
  })
  prometheus.url = store.url
  try {
    const { weights, weightsGround: ground } = (await planned()).told
    expect(weights).toMatchObject([
      { version: 'v1', weight: 70, from: 'observed' },
      { version: 'v2', weight: 30, from: 'observed' },
    ])
    // v2 has been ready for 200 seconds, of which the first minute is not looked at.
    expect(ground.kind).toBe('seen')
    expect(ground.seconds).toBeGreaterThan(110)
    expect(ground.seconds).toBeLessThan(300)
    const asked = store.asked.find(({ query }) => query.includes('istio_requests_total'))
    expect(asked?.query).toContain(`[${ground.seconds}s]`)
  } finally {
    prometheus.url = 'http://127.0.0.1:9'
  }
})

test('another plan than the one that was looked at is not carried out', async () => {
  const { sending } = await planned()
  const other = { ...sending, planHash: '0'.repeat(64) }
  expect(await apply({}, other)).toMatchObject({ status: 409, body: { code: 'plan-differs' } })
  expect(await plan({}, { namespace: 'default', service: 'nobody' })).toMatchObject({ status: 404 })
})
