import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { callCheckReply, callCheckSearch } from '../../lib/api/mtls-call'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { getHandler } from '../../lib/server/handler'
import { readCallCheck } from '../../lib/server/mtls/read-call-check'
import { type MtlsBed, meshPod, policies, refusedClients, startMtlsBed } from './mtls-bed'
import { asker } from './write-bed'

/** A console that may not read Istio's policies, in a mesh without its config: it claims nothing. */
const readable = ['', 'apps', 'batch', 'networking.istio.io', 'networking.k8s.io']
const rules = [{ apiGroups: readable, resources: ['*'], verbs: ['get', 'list', 'watch'] }]
const ask = asker(getHandler(callCheckSearch, callCheckReply, readCallCheck), 'GET')

let bed: MtlsBed
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  bed = await startMtlsBed(rules)
  await bed.admin.applyYaml(`${refusedClients}\n---\n${meshPod('cart', 'web')}`)
  const strict = { mtls: { mode: 'STRICT' } }
  const kind = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' }
  await bed.admin.create(policies, { ...kind, metadata: { name: 'default' }, spec: strict })
  await bed.settle(() => watchCache().read('pods').objects.size === 3)
})
afterAll(() => bed.stop())

test('a namespace has no policy that is known, no findings and no verdict, and the answer says what it could not see', async () => {
  const { status, body } = await bed.read()
  expect(status).toBe(200)
  expect(body.data).toMatchObject({ policy: null, findings: [], verdict: { word: 'unknown' } })
  const details = body.warnings.map(({ title }: { title: string }) => title).join(' ')
  expect(details).toContain('PeerAuthentications')
})

test('nothing is planned, and it is said what is missing for it', async () => {
  expect(await bed.plan({ mode: 'STRICT' })).toMatchObject({
    status: 400,
    body: { detail: 'Who would break is not known: PeerAuthentications cannot be read.' },
  })
})

test('a call is answered with the doubt beside it', async () => {
  const { body } = await ask({ client: 'web/cart', service: 'default/reviews', port: '9080' })
  expect(body.data.warning).toContain('PeerAuthentications could not be read')
})
