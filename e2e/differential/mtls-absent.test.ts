import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { type MtlsBed, refusedClients, startMtlsBed } from './mtls-bed'

/** Istio half installed: sidecars, and no kind of policy that anybody could write. */
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

let bed: MtlsBed
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  bed = await startMtlsBed()
  await bed.admin.applyYaml(refusedClients)
  for (const kind of ['peerauthentications', 'authorizationpolicies'])
    await bed.admin.delete(`${definitions}/${kind}.security.istio.io`)
  await bed.settle(() => watchCache().read('pods').objects.size === 2)
})
afterAll(() => bed.stop())

test('without the kind there is no policy but Istio’s own default, and that the kind is absent is said', async () => {
  const { status, body } = await bed.read()
  expect(status).toBe(200)
  expect(body.data.policy).toMatchObject({ mode: 'PERMISSIVE', from: { scope: 'default' } })
  expect(body.data.policies).toEqual([])
  const titles = body.warnings.map(({ title }: { title: string }) => title).join(' ')
  expect(titles).toContain('PeerAuthentications')
})

test('a policy of a kind that is not there is not planned', async () => {
  expect((await bed.plan({ mode: 'STRICT' })).status).toBe(404)
})
