import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { startStatusWriter } from '../testbed/actors/status-writer'
import { type MtlsBed, policies, refusedClients, startMtlsBed } from './mtls-bed'
import { type Answer, kubeconfigPath } from './write-bed'

/** Every race and every refusal of a policy's write, on the product's own handlers and a Kubernetes API. */
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  // Nobody listens at port 9: a plan stands without Prometheus.
  readEnv: () => ({
    auth: 'kubeconfig',
    kubeconfig: kubeconfigPath,
    inCluster: false,
    prometheusUrl: 'http://127.0.0.1:9',
  }),
}))

const breaking = 'breaks:clients in web that obey DestinationRule plain-reviews>default/reviews'
const path = `${policies}/default`
const events = '/apis/events.k8s.io/v1/namespaces/default/events'

let bed: MtlsBed
let lines: string[] = []
const writes = () =>
  lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'write')

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line))
  bed = await startMtlsBed()
  await bed.admin.applyYaml(refusedClients)
  await bed.settle(() => watchCache().read('pods').objects.size === 2)
  await bed.settle(() => watchCache().read('destinationRules').objects.size === 1)
})
afterAll(() => bed.stop())

beforeEach(() => {
  lines = []
})
afterEach(async () => {
  await bed.weather.set('fair')
  await bed.removePolicies()
})

const strict = { mode: 'STRICT' } as const
const permissive = (name = 'default') => ({
  metadata: { name, labels: { team: 'shop' }, annotations: { 'example.com/ticket': 'A-1' } },
  spec: { mtls: { mode: 'PERMISSIVE' } },
})
const modeNow = async () => (await bed.stored('default'))?.spec.mtls?.mode ?? null

describe('a policy', () => {
  test('that is not there is made as the article writes it, with who would break and a tick for each', async () => {
    const { plan, sending } = await bed.planned(strict)
    expect(plan).toMatchObject({
      action: 'create',
      object: { kind: 'PeerAuthentication', namespace: 'default', name: 'default' },
      patch: [],
      dryRun: { verdict: 'accepted', warnings: [], webhooks: [] },
      applicable: { allowed: true },
      mustAcknowledge: [breaking],
      impact: { breaks: [{ code: breaking, evidence: 'configuration' }] },
      diff: expect.stringContaining('+    mode: STRICT'),
      kubectl: expect.stringContaining('kubectl create --field-manager binnacle -f -'),
    })
    const affected = plan.impact.affected.map(({ workload }: { workload: string }) => workload)
    expect(affected.sort()).toEqual(['ratings', 'reviews'])
    expect(await bed.stored('default')).toBeNull()

    const answer = await bed.apply({ ...sending, reason: undefined })
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { confirmedBy: 'answer', generation: 1 } },
    })
    const made = await bed.stored('default')
    expect(made.spec).toEqual({ mtls: { mode: 'STRICT' } })
    expect(JSON.parse(made.metadata.annotations['binnacle.dev/changes'])).toMatchObject([
      {
        acknowledged: [breaking],
        change: { workload: null, port: null, before: null, after: 'STRICT', created: true },
      },
    ])
    expect(writes()).toMatchObject([
      {
        verdict: 'applied',
        action: 'set policy',
        object: { kind: 'PeerAuthentication', namespace: 'default', name: 'default' },
        before: null,
        after: 'STRICT',
      },
    ])
  })

  test('that is there is edited in place, and nothing else of it is touched', async () => {
    const before = await bed.policy(permissive())
    const { plan, sending } = await bed.planned({ ...strict, reason: 'audit' })
    expect(plan).toMatchObject({
      action: 'patch',
      diff: expect.stringContaining('-    mode: PERMISSIVE\n+    mode: STRICT'),
      kubectl: expect.stringMatching(
        /^kubectl patch peerauthentication\.v1\.security\.istio\.io\/default/,
      ),
    })
    expect((await bed.apply(sending)).status).toBe(200)
    const after = await bed.stored('default')
    const { 'binnacle.dev/changes': record, ...annotations } = after.metadata.annotations
    expect(after.spec).toEqual({ mtls: { mode: 'STRICT' } })
    expect({ ...after.metadata, annotations }).toEqual({
      ...before.metadata,
      generation: 2,
      resourceVersion: after.metadata.resourceVersion,
      managedFields: after.metadata.managedFields,
    })
    expect(JSON.parse(record)).toMatchObject([
      { reason: 'audit', change: { before: 'PERMISSIVE', after: 'STRICT', created: false } },
    ])
    expect(writes()).toMatchObject([
      { verdict: 'applied', reason: 'audit', before: 'PERMISSIVE', after: 'STRICT' },
    ])
  })

  test('inherits by saying UNSET, and is never deleted for it', async () => {
    await bed.policy({ metadata: { name: 'default' }, spec: { mtls: { mode: 'STRICT' } } })
    await bed.changed({ mode: 'INHERIT' })
    expect(await modeNow()).toBe('UNSET')
    expect(await bed.plan({ mode: 'INHERIT' })).toMatchObject({ status: 400 })
  })

  test('for one workload, and one port of it, is an object of its own with its labels', async () => {
    await bed.changed({ ...strict, workload: 'reviews' })
    await bed.changed({ mode: 'PERMISSIVE', workload: 'reviews', port: 9080 })
    const made = await bed.stored('reviews')
    expect(made.spec).toEqual({
      selector: { matchLabels: { app: 'reviews' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { '9080': { mode: 'PERMISSIVE' } },
    })
    expect(await bed.stored('default')).toBeNull()
  })

  test('that selects other pods as well wants a tick for them', async () => {
    await bed.policy({
      metadata: { name: 'both' },
      spec: { selector: { matchLabels: { 'security.istio.io/tlsMode': 'istio' } } },
    })
    const { plan } = await bed.planned({ ...strict, workload: 'ratings' })
    expect(plan.mustAcknowledge).toEqual([breaking, 'hits-others'])
    expect(plan.object.name).toBe('both')
  })

  test('does not mind a controller that writes its status all the time', async () => {
    await bed.policy(permissive())
    const writer = await startStatusWriter(bed.admin, { path, everyMs: 10 })
    const { sending } = await bed.planned(strict)
    const answer = await bed.apply(sending)
    await writer.stop()
    expect(answer.status).toBe(200)
  })

  test('that was changed leaves an Event at the object', async () => {
    const changeId = await bed.changed(strict)
    await vi.waitFor(async () => {
      const { items } = await bed.admin.list(events)
      expect(items).toContainEqual(
        expect.objectContaining({
          reason: 'PolicyChanged',
          note: expect.stringContaining('set default from nothing to STRICT'),
          metadata: expect.objectContaining({ name: `default.${changeId}` }),
        }),
      )
    })
  })
})

describe('is refused, and nothing is written:', () => {
  const refused = async (answer: Answer, status: number, code?: string) => {
    expect(answer).toMatchObject({ status, body: code ? { code } : {} })
    expect(await modeNow()).not.toBe('STRICT')
    return answer.body
  }

  test.each([
    ['a mode that Istio does not have', { mode: 'MAYBE' }],
    ['a port without a workload', { mode: 'STRICT', port: 9080 }],
    ['a port of zero', { mode: 'STRICT', workload: 'reviews', port: 0 }],
    ['a port that is none', { mode: 'STRICT', workload: 'reviews', port: 65_536 }],
    ['half a port', { mode: 'STRICT', workload: 'reviews', port: 90.5 }],
    ['a workload that is not there', { mode: 'STRICT', workload: 'nobody' }],
    ['to inherit where nothing is said', { mode: 'INHERIT' }],
  ])('%s', async (_, wish) => {
    await refused(await bed.plan(wish), 400)
  })

  test('a caller that would break and was not ticked', async () => {
    const { sending } = await bed.planned(strict, [])
    const { missing, plan } = await refused(
      await bed.apply(sending),
      409,
      'acknowledgement-missing',
    )
    expect([missing, plan.mustAcknowledge]).toEqual([[breaking], [breaking]])
    expect(writes()).toMatchObject([{ verdict: 'conflict' }])
  })

  test('a plan that is too old, or not the one that was made', async () => {
    const { sending } = await bed.planned(strict)
    const old = { ...sending, plannedAt: sending.plannedAt - 11 * 60_000 }
    await refused(await bed.apply(old), 409, 'plan-expired')
    await refused(await bed.apply({ ...sending, reason: 'another' }), 409, 'plan-differs')
    await refused(await bed.apply({ ...sending, mode: 'DISABLE' }), 409, 'plan-differs')
  })

  test('a policy that somebody has written since the person looked, with a plan for what is there now', async () => {
    await bed.policy(permissive())
    const { sending } = await bed.planned(strict)
    await bed.admin.patch(path, { spec: { mtls: { mode: 'DISABLE' } } })
    await bed.known('default')
    const { plan } = await refused(await bed.apply(sending), 409, 'plan-differs')
    const { planHash, plannedAt, mustAcknowledge: acknowledged } = plan
    const again = await bed.apply({ ...sending, planHash, plannedAt, acknowledged })
    expect([again.status, await modeNow()]).toEqual([200, 'STRICT'])
  })

  test('a policy that somebody writes between our reading and our writing', async () => {
    await bed.policy(permissive())
    const { sending } = await bed.planned(strict)
    const patch = [{ op: 'replace' as const, path: '/spec/mtls/mode', value: 'DISABLE' }]
    await bed.weather.set({ kind: 'intervening', patch, manager: 'kubectl-edit' })
    const { plan } = await refused(await bed.apply(sending), 409, 'moved')
    expect(plan.diff).toContain('-    mode: DISABLE')
  })

  test('a policy that somebody else has made of the same name', async () => {
    const { sending } = await bed.planned(strict)
    await bed.admin.create(policies, {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      ...permissive(),
    })
    const { status, body } = await bed.apply(sending)
    // As soon as the console knows of it the plan is another one; before, Kubernetes refuses it.
    expect([status, ['moved', 'plan-differs']]).toEqual([409, expect.arrayContaining([body.code])])
    expect(await modeNow()).toBe('PERMISSIVE')
  })

  test('a policy that has become one for other pods, or is gone', async () => {
    await bed.policy(permissive())
    const { sending } = await bed.planned(strict)
    // The console's own cache is kept from hearing of it.
    await bed.weather.set({ kind: 'watches-dropped', afterMs: 0 })
    await bed.admin.patch(path, { spec: { selector: { matchLabels: { app: 'ratings' } } } })
    await refused(await bed.apply(sending), 409, 'moved')
    await bed.admin.delete(path)
    await refused(await bed.apply(sending), 409, 'deleted')
  })

  test('what a webhook denies, in its words', async () => {
    await bed.weather.set({ kind: 'denied', words: 'not on Fridays', webhook: 'policy.example' })
    const { plan, sending } = await bed.planned(strict)
    expect(plan.dryRun).toMatchObject({
      verdict: 'refused',
      message: 'policy.example: not on Fridays',
    })
    expect(plan.applicable.allowed).toBe(false)
    const { detail } = await refused(await bed.apply(sending), 422, 'refused-by-server')
    expect(detail).toBe('policy.example: not on Fridays')
    expect(writes()).toMatchObject([{ verdict: 'refused' }])
  })

  test('what Kubernetes does not allow, or asks to wait with', async () => {
    const { sending } = await bed.planned(strict)
    await bed.weather.set({ kind: 'forbidden', resource: 'peerauthentications' })
    await refused(await bed.apply(sending), 403, 'refused-by-server')
    await bed.weather.set({ kind: 'throttled', retryAfterSeconds: 1 })
    expect((await bed.apply(sending)).status).toBe(503)
    await bed.weather.set('fair')
    expect(await bed.stored('default')).toBeNull()
  })
})

describe('a policy that somebody keeps', () => {
  test('in Git is shown with its owner, and wants a tick for that', async () => {
    const tracked = permissive()
    const id = 'harbour:security.istio.io/PeerAuthentication:default/default'
    Object.assign(tracked.metadata.annotations, { 'argocd.argoproj.io/tracking-id': id })
    await bed.policy(tracked)
    const { plan, sending } = await bed.planned(strict, [breaking])
    expect(plan).toMatchObject({
      owner: { kind: 'argo-cd', title: 'Argo CD application harbour', policy: 'commit' },
      mustAcknowledge: [breaking, 'kept-in-git'],
      applicable: { allowed: true },
    })
    const { missing } = (await bed.apply(sending)).body
    expect([missing, await modeNow()]).toEqual([['kept-in-git'], 'PERMISSIVE'])
    expect((await bed.apply({ ...sending, acknowledged: plan.mustAcknowledge })).status).toBe(200)
    const { annotations } = (await bed.stored('default')).metadata
    expect(JSON.parse(annotations['binnacle.dev/changes'])[0].acknowledged).toContain('kept-in-git')
  })

  test('by a controller that makes it is not written, whatever is ticked', async () => {
    const owner = { apiVersion: 'example.com/v1', kind: 'Tenant', name: 'shop', uid: 'a-b-c' }
    const made = permissive()
    Object.assign(made.metadata, { ownerReferences: [{ ...owner, controller: true }] })
    await bed.policy(made)
    const { plan, sending } = await bed.planned(strict)
    const reason = 'Tenant shop steers this policy'
    expect(plan).toMatchObject({
      owner: { kind: 'controller', policy: 'read-only' },
      applicable: { allowed: false, reason },
    })
    const answer = await bed.apply(sending)
    expect(answer).toMatchObject({ status: 409, body: { code: 'blocked' } })
    expect(await modeNow()).toBe('PERMISSIVE')
  })
})

describe('an answer that does not come', () => {
  test('after a policy was made or changed: the object tells that it was', async () => {
    const first = await bed.planned(strict)
    await bed.weather.set({ kind: 'dropped-after-applying' })
    const made = await bed.apply(first.sending)
    expect(made).toMatchObject({ status: 200, body: { data: { confirmedBy: 'reading' } } })
    await bed.weather.set('fair')
    await bed.known('default')
    const second = await bed.planned({ mode: 'DISABLE' })
    await bed.weather.set({ kind: 'dropped-after-applying' })
    const { body } = await bed.apply(second.sending)
    expect([body.data.confirmedBy, await modeNow()]).toEqual(['reading', 'DISABLE'])
    expect(writes()).toMatchObject([
      { verdict: 'applied', detail: 'confirmed by reading' },
      { verdict: 'applied', detail: 'confirmed by reading' },
    ])
  })

  test('because somebody else’s write was in the way for a moment: it is sent again', async () => {
    await bed.policy(permissive())
    const { sending } = await bed.planned(strict)
    await bed.weather.set({ kind: 'conflicting' })
    expect((await bed.apply(sending)).status).toBe(200)
  })
})

test('a change is verified also while Prometheus cannot be reached, and that is said', async () => {
  await bed.changed(strict)
  const { status, body } = await bed.verify(Date.now())
  expect([status, body.data.state, body.data.countedFrom]).toEqual([200, 'too-early', null])
  expect(body.warnings.map(({ code }: { code: string }) => code)).toContain('mtls-now-missing')
})
