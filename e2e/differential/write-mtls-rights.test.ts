import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keepLog } from './kept-log'
import { type MtlsBed, startRefusingBed } from './mtls-bed'

/** Somebody who may make and change policies, and neither delete them nor leave Events. */
const rules = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['security.istio.io'],
    resources: ['peerauthentications'],
    verbs: ['create', 'patch'],
  },
]

let bed: MtlsBed
const log = keepLog()
beforeAll(async () => {
  bed = await startRefusingBed(rules)
})
afterAll(() => bed.stop())
afterEach(() => bed.removePolicies())

async function made(): Promise<string> {
  const { planHash, plannedAt, applicable, mustAcknowledge } = (await bed.plan({ mode: 'STRICT' }))
    .body.data
  expect(applicable).toEqual({ allowed: true, reason: null })
  const ticks = { planHash, plannedAt, acknowledged: mustAcknowledge }
  const { status, body } = await bed.apply({ mode: 'STRICT', ...ticks })
  expect(status).toBe(200)
  await bed.known('default')
  return body.data.changeId
}

test('a write is no less done without the right to leave an Event, and nobody is told of it', async () => {
  await made()
  expect((await bed.stored('default')).spec.mtls.mode).toBe('STRICT')
  await bed.settle(() => true)
  const events = await bed.admin.list('/apis/events.k8s.io/v1/namespaces/default/events')
  expect(events.items.filter(({ reason }) => reason === 'PolicyChanged')).toEqual([])
  expect(log.lines.filter((line) => line.includes('Event'))).toEqual([])
})

test('what would have to be deleted is planned with why it may not be, and refused', async () => {
  const changeId = await made()
  const { body } = await bed.planRevert({ changeId })
  const reason = 'Kubernetes does not let you delete PeerAuthentications in default.'
  expect(body.data).toMatchObject({ action: 'delete', applicable: { allowed: false, reason } })
  const { planHash, plannedAt, mustAcknowledge: acknowledged } = body.data
  expect(await bed.revert({ changeId, planHash, plannedAt, acknowledged })).toMatchObject({
    status: 403,
    body: { detail: reason },
  })
  expect(await bed.stored('default')).not.toBeNull()
})
