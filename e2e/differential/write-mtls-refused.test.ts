import { describe, expect, test } from 'vitest'
import {
  breaking,
  permissive,
  policies,
  policyPath,
  refusingBedOfFile,
  strict,
  unheard,
} from './mtls-bed'
import type { Answer } from './write-bed'

/** Every refusal and every race that a policy's write loses, on the product's own handlers and a Kubernetes API. */

const { bed, log, modeNow } = await refusingBedOfFile()

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
    expect([missing, plan.mustAcknowledge]).toEqual([
      [breaking, unheard],
      [breaking, unheard],
    ])
    expect(log.writes()).toMatchObject([{ verdict: 'conflict' }])
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
    await bed.admin.patch(policyPath, { spec: { mtls: { mode: 'DISABLE' } } })
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
    await bed.admin.patch(policyPath, { spec: { selector: { matchLabels: { app: 'ratings' } } } })
    await refused(await bed.apply(sending), 409, 'moved')
    await bed.admin.delete(policyPath)
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
    expect(log.writes()).toMatchObject([{ verdict: 'refused' }])
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
