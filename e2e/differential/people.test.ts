import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isUpstreamError } from '../../lib/errors'
import { readHeaderViewer } from '../../lib/identity/header'
import { may } from '../../lib/identity/may'
import { personOf, readsAs, whyNotKnown } from '../../lib/identity/person'
import { personSees } from '../../lib/identity/person-sees'
import { readTokenViewer } from '../../lib/identity/token'
import type { Viewer } from '../../lib/identity/viewer'
import { watchCache } from '../../lib/kubernetes/watch-cache'
import { allow, tokenOf } from '../testbed/kubernetes/testing/account'
import { startWriteBed, type WriteBed } from './write-bed'

/** The console looks, asks about others, and may speak for alice and for groups, not for everybody. */
const ownRights = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  { apiGroups: [''], resources: ['users'], resourceNames: ['alice'], verbs: ['impersonate'] },
  { apiGroups: [''], resources: ['groups'], verbs: ['impersonate'] },
]

const namespaces = 40
const rbac = 'apiVersion: rbac.authorization.k8s.io/v1'
const mesh = `
${rbac}
kind: ClusterRole
metadata: {name: pod-reader}
rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]
---
${rbac}
kind: Role
metadata: {name: mover, namespace: ns-7}
rules: [{apiGroups: [networking.istio.io], resources: [virtualservices], verbs: [get, list, patch]}]
---
${rbac}
kind: RoleBinding
metadata: {name: devs-move, namespace: ns-7}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: mover}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: devs}]
${['ns-7', 'ns-8']
  .map(
    (namespace) => `---
${rbac}
kind: RoleBinding
metadata: {name: devs-read, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-reader}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: devs}]
`,
  )
  .join('')}`

let bed: WriteBed
let token: string
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  bed = await startWriteBed(ownRights)
  const names = Array.from({ length: namespaces }, (_, at) => `ns-${at}`)
  await bed.admin.applyYaml(
    names
      .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}`)
      .join('\n---\n'),
  )
  await bed.admin.applyYaml(mesh)
  await allow(bed.admin, 'Role', 'robot', [
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  ])
  token = await tokenOf(bed.admin, 'robot')
  await bed.settle(() => watchCache().read('namespaces').objects.size >= namespaces)
})
afterAll(() => bed.stop())

const secret = 'a-long-enough-secret'
const header = {
  user: 'X-Forwarded-User',
  groups: 'X-Forwarded-Groups',
  proof: { kind: 'secret', secret },
  prefixes: { user: '', group: '' },
} as const
const env = { header, impersonateSystem: [] }
const proven = { 'x-binnacle-proxy-secret': secret }
const asAlice = { 'x-forwarded-user': 'alice', 'x-forwarded-groups': 'devs, testers' }

const byToken = { auth: 'token', sessionKey: null, publicUrl: null } as const

describe('somebody with a token', () => {
  const asRobot = () => new Headers({ authorization: `Bearer ${token}` })

  test('is whom Kubernetes takes them for, and sees what they may list pods of', async () => {
    const viewer = await readTokenViewer(asRobot(), byToken)
    expect(viewer.user).toBe('system:serviceaccount:default:robot')
    expect(viewer.sees).toEqual({ kind: 'namespaces', names: new Set(['default']) })
  })

  test('reads and writes with it, and with none of the console’s own rights', async () => {
    const viewer = await readTokenViewer(asRobot(), byToken)
    const ask = (path: string) =>
      readsAs(viewer)({ path, timeoutMs: 5_000, signal: new AbortController().signal })
    expect((await ask('/api/v1/namespaces/default/pods')).status).toBe(200)
    expect((await ask('/api/v1/namespaces')).status).toBe(403)
  })

  test.each([
    ['garbage', 'Bearer garbage'],
    ['another scheme', 'Basic YWxpY2U6eA=='],
    ['a line that goes on', 'Bearer a b'],
    ['nothing', ''],
  ])('is nobody with %s', async (_, authorization) => {
    const viewer = readTokenViewer(new Headers({ authorization }), byToken)
    await expect(viewer).rejects.toMatchObject({ name: 'NotSignedIn', mode: 'token' })
  })
})

describe('somebody whom a proxy names', () => {
  const read = (headers: Record<string, string>) => readHeaderViewer(new Headers(headers), env)

  test('sees what their groups may see', async () => {
    const viewer = await read({ ...proven, ...asAlice })
    expect(viewer).toMatchObject({ user: 'alice', mode: 'header' })
    expect(viewer.sees).toEqual({ kind: 'namespaces', names: new Set(['ns-7', 'ns-8']) })
  })

  test.each([
    ['a direct client that sends all the right names', asAlice],
    ['a wrong secret', { ...asAlice, 'x-binnacle-proxy-secret': `${secret}x` }],
    ['an address that a client writes', { ...asAlice, 'x-forwarded-for': '10.0.0.1' }],
    ['no name', { ...proven, 'x-forwarded-groups': 'devs' }],
    ['two names', { ...proven, ...asAlice, 'x-forwarded-user': 'mallory, alice' }],
    ['a name of Kubernetes’ own', { ...proven, 'x-forwarded-user': 'system:admin' }],
  ])('is nobody with %s', async (_, headers) => {
    await expect(read(headers)).rejects.toMatchObject({ name: 'NotSignedIn', mode: 'header' })
  })

  test('acts for nobody else by impersonation headers of their own', async () => {
    const headers = { ...proven, ...asAlice, 'impersonate-user': 'admin' }
    expect((await read(headers)).writes).toEqual({
      kind: 'impersonate',
      user: 'alice',
      groups: ['devs', 'testers'],
    })
  })
})

const patch = { verb: 'patch', group: 'networking.istio.io', resource: 'virtualservices' } as const

async function mayMove(viewer: Viewer, namespace: string): Promise<boolean> {
  const person = personOf(viewer)
  if (person === null) throw new Error('somebody who only looks')
  return may(person, { ...patch, namespace })
}

const named = (user: string) =>
  readHeaderViewer(new Headers({ ...proven, ...asAlice, 'x-forwarded-user': user }), env)

test('several groups arrive as several, and with the rights of each', async () => {
  expect(await mayMove(await named('alice'), 'ns-7')).toBe(true)
  expect(await mayMove(await named('alice'), 'ns-8')).toBe(false)
})

test('for whom the console may not speak, nothing can be changed, and the reason says whose lack it is', async () => {
  const bob = await named('bob')
  expect(bob.sees).toEqual({ kind: 'namespaces', names: new Set(['ns-7', 'ns-8']) })
  const refused: unknown = await mayMove(bob, 'ns-7').catch((error: unknown) => error)
  expect(isUpstreamError(refused) && whyNotKnown(bob, refused)).toMatch(/^Binnacle itself may not/)
})

test('what somebody may see is told apart by their groups, not by the name alone', async () => {
  const as = { kind: 'impersonate', user: 'carol', groups: ['devs'] } as const
  expect(await personSees(as)).toEqual({ kind: 'namespaces', names: new Set(['ns-7', 'ns-8']) })
  expect(await personSees({ ...as, groups: [] })).toEqual({ kind: 'namespaces', names: new Set() })
})
