import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { failure } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
})

afterAll(() => server.stop())

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const customVerbs = 'delete deletecollection get list patch create update watch'.split(' ')

describe('health and version', () => {
  test.each(['', undefined])('answer with token %j', async (token) => {
    const ask = token === undefined ? {} : { token }
    expect(await server.ask('GET', '/readyz', ask)).toMatchObject({
      code: 200,
      body: 'ok',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
    expect(await server.ask('GET', '/version', ask)).toMatchObject({
      code: 200,
      body: { major: '1', minor: '37', gitVersion: 'v1.37.2' },
    })
  })

  test('the verbose check ends with a verdict', async () => {
    const { body } = await server.ask('GET', '/readyz?verbose')
    expect(body).toMatch(/^\[\+\]ping ok\n(\[\+\].* ok\n)*readyz check passed\n$/)
  })
})

describe('who asks', () => {
  test('nobody in particular may not list namespaces', async () => {
    expect(await server.ask('GET', '/api/v1/namespaces', { token: '' })).toMatchObject({
      code: 403,
      body: failure(
        403,
        'Forbidden',
        'namespaces is forbidden: User "system:anonymous" cannot list resource "namespaces" in API group "" at the cluster scope',
        { kind: 'namespaces' },
      ),
    })
  })

  test('a wrong token is refused before anything is looked at', async () => {
    expect(await server.ask('GET', '/version', { token: 'nonsense' })).toMatchObject({
      code: 401,
      body: failure(401, 'Unauthorized', 'Unauthorized'),
    })
  })
})

describe('groups and resources', () => {
  test('every group names its versions, the preferred one first', async () => {
    const { body } = await server.ask('GET', '/apis')
    const { groups } = body as { groups: { name: string; versions: { version: string }[] }[] }
    const versions = Object.fromEntries(
      groups.map((group) => [group.name, group.versions.map(({ version }) => version)]),
    )
    expect(versions).toMatchObject({
      apps: ['v1'],
      'apiextensions.k8s.io': ['v1'],
      'authorization.k8s.io': ['v1'],
      'discovery.k8s.io': ['v1'],
      'rbac.authorization.k8s.io': ['v1'],
      'gateway.networking.k8s.io': ['v1', 'v1beta1'],
      'networking.istio.io': ['v1', 'v1beta1', 'v1alpha3'],
      'security.istio.io': ['v1', 'v1beta1'],
      'telemetry.istio.io': ['v1', 'v1alpha1'],
      'extensions.istio.io': ['v1alpha1'],
    })
  })

  test('a kind is told with its short names, verbs and status', async () => {
    const { body } = await server.ask('GET', '/apis/networking.istio.io/v1')
    const { resources, groupVersion } = body as { groupVersion: string; resources: JsonObject[] }
    expect(groupVersion).toBe('networking.istio.io/v1')
    expect(resources).toContainEqual({
      name: 'virtualservices',
      singularName: 'virtualservice',
      namespaced: true,
      kind: 'VirtualService',
      verbs: customVerbs,
      shortNames: ['vs'],
      categories: ['istio-io', 'networking-istio-io'],
      storageVersionHash: '4myxAxwji4I=',
    })
    expect(resources).toContainEqual({
      name: 'virtualservices/status',
      singularName: '',
      namespaced: true,
      kind: 'VirtualService',
      verbs: ['get', 'patch', 'update'],
    })
  })

  test('aggregated discovery tells everything at once', async () => {
    const { body, headers } = await server.ask('GET', '/apis', { accept: aggregated })
    const { kind, items } = body as { kind: string; items: JsonObject[] }
    const version = (name: string) => ({
      version: name,
      resources: [
        {
          resource: 'telemetries',
          responseKind: { group: 'telemetry.istio.io', version: name, kind: 'Telemetry' },
          scope: 'Namespaced',
          singularResource: 'telemetry',
          verbs: customVerbs,
          shortNames: ['telemetry'],
          categories: ['istio-io', 'telemetry-istio-io'],
          subresources: [
            {
              subresource: 'status',
              responseKind: { group: 'telemetry.istio.io', version: name, kind: 'Telemetry' },
              verbs: ['get', 'patch', 'update'],
            },
          ],
        },
      ],
      freshness: 'Current',
    })
    expect(headers['content-type']).toBe(aggregated)
    expect(kind).toBe('APIGroupDiscoveryList')
    expect(items).toContainEqual({
      metadata: { name: 'telemetry.istio.io' },
      versions: [version('v1'), version('v1alpha1')],
    })
  })

  test.each([
    '/apis/no.such.group/v1',
    '/apis/networking.istio.io/v1/namespaces/default/nosuch',
    '/apis/networking.istio.io/v9/virtualservices',
    '/nosuch',
  ])('%s is no page', async (path) => {
    expect(await server.ask('GET', path)).toMatchObject({
      code: 404,
      body: '404 page not found\n',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
  })

  test.each([
    '/api/v1/nosuch',
    '/api/v9/pods',
    '/apis/apps/v1/namespaces/default/nosuch',
    '/apis/apps/v9/deployments',
    '/apis/apps/v1/namespaces/default/deployments/x/nosuch',
  ])('%s in a built-in group is told by a Status', async (path) => {
    expect(await server.ask('GET', path)).toMatchObject({
      code: 404,
      body: failure(404, 'NotFound', 'the server could not find the requested resource', {}),
    })
  })
})
