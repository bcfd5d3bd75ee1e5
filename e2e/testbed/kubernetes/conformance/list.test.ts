import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject, KubernetesObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace, reviewsRoute, virtualServicesPath } from '../testing/reviews-route'
import { failure } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  for (const name of ['p0', 'p1', 'p2', 'p3', 'p4']) {
    const labels = { team: name === 'p1' ? 'b' : 'a', name }
    await server.client.create(virtualServicesPath, reviewsRoute(80, 20, { name, labels }))
  }
})

afterAll(() => server.stop())

type List = {
  kind: string
  items: KubernetesObject[]
  metadata: { continue: string; remainingItemCount?: number; resourceVersion: string }
}

const list = async (query = '', path = virtualServicesPath) => {
  const { body } = await server.ask('GET', `${path}?${query}`)
  return body as List
}

const names = ({ items }: List) => items.map(({ metadata }) => metadata.name)

describe('pages', () => {
  test('go on where the one before ended, with the state that it began with', async () => {
    const first = await list('limit=2')
    expect(names(first)).toEqual(['p0', 'p1'])
    expect(first.metadata.remainingItemCount).toBe(3)
    await server.client.create(virtualServicesPath, reviewsRoute(1, 1, { name: 'p1b' }))
    const second = await list(`limit=2&continue=${first.metadata.continue}`)
    await server.client.delete(`${virtualServicesPath}/p1b`)
    expect(names(second)).toEqual(['p2', 'p3'])
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    const third = await list(`limit=2&continue=${second.metadata.continue}`)
    expect(names(third)).toEqual(['p4'])
    expect(third.metadata.continue).toBe('')
  })

  test('do not count what remains of a selection', async () => {
    expect((await list('limit=1&labelSelector=team%3Da')).metadata).not.toHaveProperty(
      'remainingItemCount',
    )
  })

  test('refuse a token that they have not given', async () => {
    expect(await server.ask('GET', `${virtualServicesPath}?limit=2&continue=AAAA`)).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        "invalid continue token: continue key is not valid: invalid character '\\x00' looking for beginning of value",
      ),
    })
  })
})

describe('selectors', () => {
  test.each([
    ['labelSelector=team%3Db', ['p1']],
    ['labelSelector=team%3D%3Da,name!%3Dp0', ['p2', 'p3', 'p4']],
    ['labelSelector=name in (p0,p4)', ['p0', 'p4']],
    ['labelSelector=name notin (p0, p1),team', ['p2', 'p3', 'p4']],
    ['labelSelector=!team', []],
    ['fieldSelector=metadata.name%3Dp3', ['p3']],
    ['fieldSelector=metadata.namespace%3Dbookinfo,metadata.name!%3Dp3', ['p0', 'p1', 'p2', 'p4']],
  ])('%s', async (query, expected) => {
    expect(names(await list(query))).toEqual(expected)
  })

  test.each([
    [
      'labelSelector=a%3D%3D%3D%3Db',
      "unable to parse requirement: found '==', expected: identifier",
    ],
    ['fieldSelector=spec.hosts%3Da', 'field label not supported: spec.hosts'],
  ])('%s is refused', async (query, message) => {
    expect(await server.ask('GET', `${virtualServicesPath}?${query}`)).toMatchObject({
      code: 400,
      body: failure(400, 'BadRequest', message),
    })
  })
})

describe('versions', () => {
  test('a list from the future is to be asked again later', async () => {
    const query = 'resourceVersion=99999999&resourceVersionMatch=NotOlderThan'
    const reply = await server.ask('GET', `${virtualServicesPath}?${query}`)
    expect(reply).toMatchObject({
      code: 504,
      headers: { 'retry-after': '1' },
      body: failure(
        504,
        'Timeout',
        expect.stringMatching(/^Timeout: Too large resource version: 99999999, current: \d+$/),
        {
          causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
          retryAfterSeconds: 1,
        },
      ),
    })
  })

  test('a version is a number', async () => {
    expect(await server.ask('GET', `${virtualServicesPath}?resourceVersion=abc`)).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      ),
    })
  })

  test('a list cannot send initial events', async () => {
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan'
    expect(await server.ask('GET', `${virtualServicesPath}?${query}`)).toMatchObject({
      code: 422,
      body: {
        message:
          'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list]',
      },
    })
  })
})

describe('shapes', () => {
  const ask = async (as: string) => {
    const accept = `application/json;as=${as};v=v1;g=meta.k8s.io,application/json`
    const { body } = await server.ask('GET', `${virtualServicesPath}?limit=1`, { accept })
    return body as JsonObject
  }

  test('a table has the columns of the definition', async () => {
    const table = (await ask('Table')) as {
      kind: string
      columnDefinitions: { name: string }[]
      rows: { cells: unknown[] }[]
    }
    expect(table.kind).toBe('Table')
    expect(table.columnDefinitions.map(({ name }) => name)).toEqual([
      'Name',
      'Gateways',
      'Hosts',
      'Age',
    ])
    expect(table.rows[0]?.cells).toEqual([
      'p0',
      null,
      '["reviews"]',
      expect.stringMatching(/^\d+s$/),
    ])
  })

  test('metadata alone leaves the rest out', async () => {
    const partial = (await ask('PartialObjectMetadataList')) as { kind: string; items: object[] }
    expect(partial.kind).toBe('PartialObjectMetadataList')
    expect(partial.items.map(Object.keys)).toEqual([['kind', 'apiVersion', 'metadata']])
  })

  test('items of a built-in kind do not repeat what they are', async () => {
    const { kind, items } = await list('', '/api/v1/namespaces')
    expect(kind).toBe('NamespaceList')
    expect(items.every((item) => !('kind' in item) && !('apiVersion' in item))).toBe(true)
  })
})
