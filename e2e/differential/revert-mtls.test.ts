import { describe, expect, test } from 'vitest'
import { breaking, permissive, policyPath, refusingBedOfFile, strict, unheard } from './mtls-bed'

/** A change of a policy taken back, on the product's own handlers and a Kubernetes API. */

const { bed, log, modeNow } = await refusingBedOfFile()

describe('taking back', () => {
  test('deletes what was made here and nobody has touched', async () => {
    const changeId = await bed.changed(strict)
    const { plan, sending } = await bed.backing(changeId)
    expect(plan).toMatchObject({
      action: 'delete',
      applicable: { allowed: true },
      diff: expect.stringContaining('-    mode: STRICT'),
      kubectl: expect.stringMatching(/^kubectl delete peerauthentications/),
    })
    expect(await bed.revert(sending)).toMatchObject({
      status: 200,
      body: { data: { generation: null, confirmedBy: 'answer' } },
    })
    expect(await bed.stored('default')).toBeNull()
    expect(log.writes().at(-1)).toMatchObject({ action: 'take back', verdict: 'applied' })
  })

  test('whose answer is lost is told by the absence of the object', async () => {
    const { sending } = await bed.backing(await bed.changed(strict))
    await bed.weather.set({ kind: 'dropped-after-applying' })
    const { body } = await bed.revert(sending)
    expect([body.data.confirmedBy, await bed.stored('default')]).toEqual(['reading', null])
  })

  test.each([
    ['a label', { metadata: { labels: { team: 'shop' } } }],
    ['another setting', { spec: { selector: { matchLabels: { app: 'reviews' } } } }],
  ])('keeps what was made here once somebody has given it %s', async (_, patch) => {
    const changeId = await bed.changed(strict)
    await bed.admin.patch(policyPath, patch, { fieldManager: 'kubectl-edit' })
    await bed.known('default')
    const { plan, sending } = await bed.backing(changeId)
    expect(plan.action).toBe('patch')
    expect((await bed.revert(sending)).status).toBe(200)
    expect(await modeNow()).toBe('UNSET')
  })

  test('restores the mode from before, remembers that, and can itself be taken back', async () => {
    await bed.policy(permissive())
    const changeId = await bed.changed(strict)
    const { sending } = await bed.backing(changeId)
    expect((await bed.revert(sending)).status).toBe(200)
    expect(await modeNow()).toBe('PERMISSIVE')
    await bed.known('default')
    const { history } = (await bed.read()).body.data
    expect(history).toMatchObject([
      { before: 'STRICT', after: 'PERMISSIVE', revertible: { allowed: true } },
      { id: changeId, before: 'PERMISSIVE', after: 'STRICT', revertible: { allowed: false } },
    ])
    const again = await bed.backing(history[0].id)
    expect(again.plan.mustAcknowledge).toEqual([breaking, unheard])
  })

  test('is refused once somebody has changed the mode, and of what the object does not remember', async () => {
    await bed.policy(permissive())
    const changeId = await bed.changed(strict)
    const { sending } = await bed.backing(changeId)
    await bed.admin.patch(policyPath, { spec: { mtls: { mode: 'DISABLE' } } })
    expect(await bed.revert(sending)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('somebody has changed it since') },
    })
    expect(await modeNow()).toBe('DISABLE')
    expect((await bed.planRevert({ changeId: 'nothing' })).status).toBe(404)
  })

  test('of an object that somebody changes while it is being deleted leaves it', async () => {
    const { sending } = await bed.backing(await bed.changed(strict))
    const patch = { metadata: { labels: { team: 'shop' } } }
    await bed.weather.set({ kind: 'intervening', patch, manager: 'kubectl-edit' })
    expect(await bed.revert(sending)).toMatchObject({ status: 409, body: { code: 'moved' } })
    expect(await modeNow()).toBe('STRICT')
  })

  test('by deleting tells that an older policy’s successor counts then', async () => {
    const changeId = await bed.changed(strict)
    await bed.policy({ metadata: { name: 'second' }, spec: { mtls: { mode: 'DISABLE' } } })
    const { plan } = await bed.backing(changeId)
    expect(plan.action).toBe('delete')
    const modes = plan.impact.affected.map(({ after }: { after: string }) => after)
    expect(modes).toEqual(['DISABLE', 'DISABLE'])
  })
})
