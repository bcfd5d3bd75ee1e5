import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { allow, tokenOf } from '../testing/account'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { reachableAddress, serveBehind } from '../testing/reachable-service'
import { failure } from '../testing/status-bodies'

let server: ApiUnderTest
let looking: string

type Seen = Record<'method' | 'url', string | undefined> & { headers: object; body: string }
let seen: Seen[] = []
const behind = createServer(async (request, response) => {
  const { method, url, headers } = request
  seen.push({ method, url, headers, body: await text(request) })
  response.writeHead(418, { 'content-type': 'application/json', 'x-of': 'shop' })
  response.end('{"short":true}')
})

beforeAll(async () => {
  server = await startApiUnderTest()
  await new Promise<void>((resolve) => behind.listen(0, reachableAddress(), resolve))
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = behind.address() as AddressInfo
  await serveBehind(server.client, 'shop', { port })
  await serveBehind(server.client, 'unready', { port, isReady: false })
  await serveBehind(server.client, 'stranger', { port, isPod: false })
  await serveBehind(server.client, 'dead', { port: 1 })
  const rule = { apiGroups: [''], resources: ['services/proxy'], verbs: ['get'] }
  await allow(server.client, 'ClusterRole', 'looking', [rule])
  looking = await tokenOf(server.client, 'looking')
  await vi.waitFor(async () => {
    expect(await server.ask('GET', through('shop:web'))).toMatchObject({ code: 418 })
    expect(await server.ask('GET', through('shop:web'), { token: looking })).toMatchObject({
      code: 418,
    })
    expect(await server.ask('GET', through('dead:web'))).toMatchObject({
      body: { message: expect.stringContaining('reach') },
    })
  }, 10_000)
  seen = []
})

afterAll(async () => {
  behind.closeAllConnections()
  behind.close()
  await server.stop()
})

const through = (service: string, rest = '/api?x=1') =>
  `/api/v1/namespaces/default/services/${service}/proxy${rest}`

test('a request is handed on as it is, without who asks, and the answer comes back', async () => {
  const asked = await server.ask('POST', through('shop:web', '/a%20b/c?x=1&y=%26'), {
    body: 'query=up',
    contentType: 'application/x-www-form-urlencoded',
    headers: { 'x-scope-orgid': 'harbour', 'accept-encoding': 'gzip' },
  })
  expect(asked).toMatchObject({ code: 418, body: { short: true }, headers: { 'x-of': 'shop' } })
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/a%20b/c?x=1&y=%26',
      body: 'query=up',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-scope-orgid': 'harbour',
        'accept-encoding': 'gzip',
      },
    },
  ])
  expect(seen[0]?.headers).not.toHaveProperty('authorization')
})

test.each(['shop:9090', 'http:shop:web', ':shop:web'])(
  '%s is the same service',
  async (service) => {
    expect(await server.ask('GET', through(service))).toMatchObject({ code: 418 })
  },
)

test('its root has a slash at its end', async () => {
  const { code, headers } = await server.ask('GET', through('shop:web', ''))
  expect([code, headers.location]).toEqual([301, through('shop:web', '/')])
})

const nobody = (name: string) => `no endpoints available for service "${name}"`

describe('what cannot be handed on is refused', () => {
  test.each([
    ['shop', 503, nobody('shop')],
    ['shop:other', 503, nobody('shop')],
    ['shop:8080', 503, 'no service port 8080 found for service "shop"'],
    ['unready:web', 503, nobody('unready')],
    ['stranger:web', 503, nobody('stranger')],
    ['absent:web', 503, nobody('absent')],
    ['dead:web', 503, expect.stringMatching(/^error trying to reach service: /)],
    ['https:shop:web', 503, expect.stringMatching(/^error trying to reach service: /)],
  ])('%s: %s %s', async (service, code, message) => {
    expect(await server.ask('GET', through(service))).toMatchObject({
      code,
      body: failure(code, 'ServiceUnavailable', message),
    })
  })

  test('a service that is not there, by a port of it', async () => {
    const details = { name: 'absent', kind: 'services' }
    expect(await server.ask('GET', through('absent:80'))).toMatchObject({
      code: 404,
      body: failure(404, 'NotFound', 'services "absent" not found', details),
    })
  })

  test('what is no name of a service', async () => {
    expect(await server.ask('GET', through('a:b:c:d'))).toMatchObject({
      code: 400,
      body: failure(400, 'BadRequest', 'invalid service request "a:b:c:d"'),
    })
  })

  test('a POST of who may only get', async () => {
    const post = { token: looking, body: 'query=up' }
    expect(await server.ask('POST', through('shop:web'), post)).toMatchObject({
      code: 403,
      body: failure(
        403,
        'Forbidden',
        'services "shop:web" is forbidden: User "system:serviceaccount:default:looking" cannot create resource "services/proxy" in API group "" in the namespace "default"',
        { name: 'shop:web', kind: 'services' },
      ),
    })
  })
})
