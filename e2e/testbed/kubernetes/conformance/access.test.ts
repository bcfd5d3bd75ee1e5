import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { JsonObject } from '../object'
import { type ApiUnderTest, elide, startApiUnderTest } from '../testing/api-under-test'
import { alice as aliceUser } from '../testing/real-kubernetes'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  virtualServicesPath,
} from '../testing/reviews-route'
import { failure, invalid, virtualService } from '../testing/status-bodies'

let server: ApiUnderTest

const alice = aliceUser.token
const group = 'networking.istio.io'

const roles = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: vs-editor, namespace: bookinfo}
rules: [{apiGroups: [networking.istio.io], resources: [virtualservices], verbs: [get, list, watch, patch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: alice, namespace: bookinfo}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: vs-editor}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: alice}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: console, namespace: bookinfo}
`

beforeAll(async () => {
  server = await startApiUnderTest()
  server.api.addUser(aliceUser)
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  await server.client.applyYaml(roles)
  await untilAlice(200)
})

/** Rights are a moment behind the objects that give them. */
const untilAlice = (code: number) =>
  vi.waitFor(async () => {
    expect(await server.ask('GET', reviewsPath, { token: alice })).toMatchObject({ code })
  }, 10_000)

afterAll(() => server.stop())

const forbidden = (name: string, why: string) =>
  failure(
    403,
    'Forbidden',
    `virtualservices.networking.istio.io${name === '' ? '' : ` "${name}"`} is forbidden: User ${why}`,
    name === '' ? { group, kind: 'virtualservices' } : virtualService(name),
  )

const elsewhere = virtualServicesPath.replace('bookinfo', 'default')
const everywhere = `/apis/${group}/v1/virtualservices`
const inGroup = `resource "virtualservices" in API group "${group}"`

describe('a user with one role in one namespace', () => {
  test.each([
    ['GET', everywhere, '', `"alice" cannot list ${inGroup} at the cluster scope`],
    [
      'DELETE',
      reviewsPath,
      'reviews',
      `"alice" cannot delete ${inGroup} in the namespace "bookinfo"`,
    ],
    [
      'GET',
      `${elsewhere}/nope`,
      'nope',
      `"alice" cannot get ${inGroup} in the namespace "default"`,
    ],
  ] as const)('is refused %s %s', async (method, path, name, why) => {
    expect(await server.ask(method, path, { token: alice })).toMatchObject({
      code: 403,
      body: forbidden(name, why),
    })
  })

  test('is told what is not there where they may look', async () => {
    const path = `${virtualServicesPath}/nope`
    expect(await server.ask('GET', path, { token: alice })).toMatchObject({ code: 404 })
  })

  test('may do what the role says', async () => {
    const reply = await server.ask('PATCH', `${reviewsPath}?dryRun=All`, {
      token: alice,
      contentType: 'application/json-patch+json',
      body: [{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 5 }],
    })
    expect(reply).toMatchObject({ code: 200, body: { metadata: { generation: 2 } } })
  })

  test('loses it with the binding, and has it again with the next', async () => {
    const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/bookinfo/rolebindings/alice'
    const binding = await server.client.get(path)
    await server.client.delete(path)
    await untilAlice(403)
    const { metadata: _, ...rest } = binding
    const metadata = { name: 'alice', namespace: 'bookinfo' }
    await server.client.apply([
      { ...rest, apiVersion: binding.apiVersion, kind: binding.kind, metadata },
    ])
    await untilAlice(200)
  })
})

const review = async (
  resource: string,
  body: JsonObject,
  token?: string,
): Promise<{ code: number; body: unknown }> => {
  const apiGroup =
    resource.includes('access') || resource.includes('rules') ? 'authorization' : 'authentication'
  const path = `/apis/${apiGroup}.k8s.io/v1/${resource}`
  const reply = await server.ask('POST', path, { body, ...(token === undefined ? {} : { token }) })
  return { code: reply.code, body: elide(reply.body) }
}

const access = (attributes: object) => ({
  spec: { resourceAttributes: { group, resource: 'virtualservices', ...attributes } },
})

const granted = {
  allowed: true,
  reason: 'RBAC: allowed by RoleBinding "alice/bookinfo" of Role "vs-editor" to User "alice"',
}

describe('a review of access', () => {
  test.each([
    [{ namespace: 'bookinfo', verb: 'patch' }, granted],
    [{ namespace: 'bookinfo', verb: 'delete' }, { allowed: false }],
    [{ namespace: 'default', verb: 'patch' }, { allowed: false }],
    [{ namespace: '', verb: 'list' }, { allowed: false }],
    [{ namespace: 'bookinfo', verb: 'patch', subresource: 'status' }, { allowed: false }],
  ])('of alice: %j', async (attributes, status) => {
    const reply = await review('selfsubjectaccessreviews', access(attributes), alice)
    expect(reply).toMatchObject({ code: 201, body: { kind: 'SelfSubjectAccessReview', status } })
    expect((reply.body as JsonObject).status).toEqual(status)
  })

  test('leaves out what was asked with nothing', async () => {
    const attributes = { namespace: '', verb: '*', group: '*', resource: '*' }
    expect((await review('selfsubjectaccessreviews', access(attributes))).body).toMatchObject({
      spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } },
      status: { allowed: true },
    })
  })

  test('is not for nobody in particular', async () => {
    const why =
      'User "system:anonymous" cannot create resource "selfsubjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope'
    expect((await review('selfsubjectaccessreviews', access({}), '')).body).toEqual(
      failure(
        403,
        'Forbidden',
        `selfsubjectaccessreviews.authorization.k8s.io is forbidden: ${why}`,
        {
          group: 'authorization.k8s.io',
          kind: 'selfsubjectaccessreviews',
        },
      ),
    )
  })

  test('asks about one thing', async () => {
    const why =
      'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified'
    expect((await review('selfsubjectaccessreviews', { spec: {} }, alice)).body).toEqual(
      invalid(
        `.authorization.k8s.io "" is invalid: spec: ${why}`,
        { group: 'authorization.k8s.io' },
        [['Invalid', why, 'spec']],
      ),
    )
  })

  test('can be made for somebody else', async () => {
    const { spec } = access({ namespace: 'bookinfo', verb: 'get' })
    const body = { spec: { ...spec, user: 'alice', groups: ['devs'] } }
    expect((await review('subjectaccessreviews', body)).body).toMatchObject({ status: granted })
  })

  test('lists all rules of a namespace, in no order', async () => {
    const health = ['/healthz', '/livez', '/readyz', '/version', '/version/']
    const discovery = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*']
    const create = (apiGroup: string, resources: string[]) => ({
      verbs: ['create'],
      apiGroups: [apiGroup],
      resources,
    })
    const { body } = await review(
      'selfsubjectrulesreviews',
      { spec: { namespace: 'bookinfo' } },
      alice,
    )
    const { status, ...rest } = body as { status: Record<string, unknown> }
    expect(rest).toEqual({
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {},
    })
    expect(status.incomplete).toBe(false)
    expect(new Set(status.resourceRules as object[])).toEqual(
      new Set([
        create('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
        create('authentication.k8s.io', ['selfsubjectreviews']),
        {
          verbs: ['get', 'list', 'watch', 'patch'],
          apiGroups: [group],
          resources: ['virtualservices'],
        },
      ]),
    )
    expect(new Set(status.nonResourceRules as object[])).toEqual(
      new Set([
        { verbs: ['get'], nonResourceURLs: [...discovery, ...health].sort() },
        { verbs: ['get'], nonResourceURLs: health },
      ]),
    )
  })
})

describe('a review of identity', () => {
  const userInfo = { username: 'alice', groups: ['devs', 'system:authenticated'] }

  test('tells who asks', async () => {
    const { body } = await review('selfsubjectreviews', {}, alice)
    expect(body).toMatchObject({ kind: 'SelfSubjectReview', status: { userInfo } })
  })

  test('tells whose a token is', async () => {
    expect((await review('tokenreviews', { spec: { token: alice } })).body).toMatchObject({
      spec: { token: alice },
      status: { authenticated: true, user: userInfo, audiences: [server.api.url] },
    })
  })

  test('tells that a token is nobody’s', async () => {
    const { body } = await review('tokenreviews', { spec: { token: 'nonsense' } })
    expect((body as JsonObject).status).toEqual({ user: {}, error: 'invalid bearer token' })
  })

  test('is not for everybody', async () => {
    const { code, body } = await review('tokenreviews', { spec: { token: alice } }, alice)
    expect(code).toBe(403)
    expect(body).toMatchObject({
      message:
        'tokenreviews.authentication.k8s.io is forbidden: User "alice" cannot create resource "tokenreviews" in API group "authentication.k8s.io" at the cluster scope',
    })
  })
})

describe('impersonation', () => {
  const headers = { 'impersonate-user': 'alice', 'impersonate-group': 'devs' }

  test('has the rights of the one who is impersonated', async () => {
    const why = `"alice" cannot list ${inGroup} at the cluster scope`
    expect((await server.ask('GET', everywhere, { headers })).body).toEqual(forbidden('', why))
    expect(await server.ask('GET', virtualServicesPath, { headers })).toMatchObject({ code: 200 })
  })

  test('is a right of its own', async () => {
    const why = `"alice" cannot impersonate-on:user-info:list ${inGroup} in the namespace "bookinfo"`
    const reply = await server.ask('GET', virtualServicesPath, { headers, token: alice })
    expect(reply.body).toEqual(forbidden('', why))
  })
})

describe('a ServiceAccount', () => {
  const tokenPath = (name: string) => `/api/v1/namespaces/bookinfo/serviceaccounts/${name}/token`
  const request = (name: string, spec: object) =>
    server.ask('POST', tokenPath(name), {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    })
  const issue = async () => {
    const { code, body } = await request('console', { expirationSeconds: 3600 })
    expect(code).toBe(201)
    return (body as { status: { token: string } }).status.token
  }

  test('gets a token that says who it is', async () => {
    const token = await issue()
    const user = {
      username: 'system:serviceaccount:bookinfo:console',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:bookinfo', 'system:authenticated'],
    }
    expect((await review('tokenreviews', { spec: { token } })).body).toMatchObject({
      status: { authenticated: true, user },
    })
    const { body } = await review('tokenreviews', { spec: { token, audiences: ['other'] } })
    expect((body as JsonObject).status).toEqual({
      user: {},
      error: `[invalid bearer token, token audiences ["${server.api.url}"] is invalid for the target audiences ["other"]]`,
    })
  })

  test('has no rights of its own', async () => {
    const why = `"system:serviceaccount:bookinfo:console" cannot list ${inGroup} in the namespace "bookinfo"`
    const reply = await server.ask('GET', virtualServicesPath, { token: await issue() })
    expect(reply.body).toEqual(forbidden('', why))
  })

  test('gets no token for a minute', async () => {
    const why = 'Invalid value: 60: may not specify a duration less than 10 minutes'
    expect((await request('console', { expirationSeconds: 60 })).body).toEqual(
      invalid(
        `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${why}`,
        { group: 'authentication.k8s.io', kind: 'TokenRequest' },
        [['Invalid', why, 'spec.expirationSeconds']],
      ),
    )
  })

  test('has to be there', async () => {
    expect((await request('none', {})).body).toEqual(
      failure(404, 'NotFound', 'serviceaccounts "none" not found', {
        name: 'none',
        kind: 'serviceaccounts',
      }),
    )
  })
})
