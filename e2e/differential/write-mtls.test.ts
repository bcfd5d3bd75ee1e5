import { describe, expect, test, vi } from 'vitest'
import { startStatusWriter } from '../testbed/actors/status-writer'
import { breaking, permissive, policyPath, refusingBedOfFile, strict, unheard } from './mtls-bed'

/** A policy's write, on the product's own handlers and a Kubernetes API. */
const events = '/apis/events.k8s.io/v1/namespaces/default/events'

const { bed, log, modeNow } = await refusingBedOfFile()

describe('a policy', () => {
  test('that is not there is made as the article writes it, with who would break and a tick for each', async () => {
    const { plan, sending } = await bed.planned(strict)
    expect(plan).toMatchObject({
      action: 'create',
      object: { kind: 'PeerAuthentication', namespace: 'default', name: 'default' },
      patch: [],
      dryRun: { verdict: 'accepted', warnings: [], webhooks: [] },
      applicable: { allowed: true },
      mustAcknowledge: [breaking, unheard],
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
        acknowledged: [breaking, unheard],
        change: { workload: null, port: null, before: null, after: 'STRICT', created: true },
      },
    ])
    expect(log.writes()).toMatchObject([
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
    expect(log.writes()).toMatchObject([
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

  test('that lets everybody in wants no tick for callers that nobody told of', async () => {
    await bed.policy({ ...permissive(), spec: { mtls: strict } })
    const { plan } = await bed.planned({ mode: 'PERMISSIVE' })
    expect(plan.mustAcknowledge).toEqual([])
  })

  test('that selects other pods as well wants a tick for them', async () => {
    await bed.policy({
      metadata: { name: 'both' },
      spec: { selector: { matchLabels: { 'security.istio.io/tlsMode': 'istio' } } },
    })
    const { plan } = await bed.planned({ ...strict, workload: 'ratings' })
    expect(plan.mustAcknowledge).toEqual([breaking, unheard, 'hits-others'])
    expect(plan.object.name).toBe('both')
  })

  test('does not mind a controller that writes its status all the time', async () => {
    await bed.policy(permissive())
    const writer = await startStatusWriter(bed.admin, { path: policyPath, everyMs: 10 })
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

describe('a policy that somebody keeps', () => {
  test('in Git is shown with its owner, and wants a tick for that', async () => {
    const tracked = permissive()
    const id = 'harbour:security.istio.io/PeerAuthentication:default/default'
    Object.assign(tracked.metadata.annotations, { 'argocd.argoproj.io/tracking-id': id })
    await bed.policy(tracked)
    const { plan, sending } = await bed.planned(strict, [breaking, unheard])
    expect(plan).toMatchObject({
      owner: { kind: 'argo-cd', title: 'Argo CD application harbour', policy: 'commit' },
      mustAcknowledge: [breaking, unheard, 'kept-in-git'],
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
    expect(log.writes()).toMatchObject([
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
