import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { forgetKubeConfig } from './kube-config'
import { type KubeRequest, kubeFetch, kubeFetchFor, kubeFetchWithToken } from './kube-fetch'
import { kubeJson } from './kube-json'

/** A real https server: what is tested is certificates, sockets and broken answers. */
let server: Server
let certificate: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
let connections = 0
const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-kubeconfig-'))
const kubeconfig = path.join(folder, 'config')

vi.mock('../env', () => ({ readEnv: () => ({ kubeconfig, inCluster: false }) }))

beforeAll(async () => {
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  certificate = pair.cert
  server = createServer({ key: pair.private, cert: pair.cert }, (...both) => answer(...both))
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

afterEach(() => {
  forgetKubeConfig()
  rmSync(kubeconfig, { force: true })
})

// A server that listens on a port has an address of this form.
const port = () => (server.address() as AddressInfo).port

function writeKubeconfig({ ca = certificate, at = port(), token = 'secret-token' } = {}) {
  const config = {
    'current-context': 'bed',
    contexts: [{ name: 'bed', context: { cluster: 'bed', user: 'alice', namespace: 'shop' } }],
    clusters: [
      {
        name: 'bed',
        cluster: {
          server: `https://127.0.0.1:${at}/`,
          ...(ca ? { 'certificate-authority-data': Buffer.from(ca).toString('base64') } : {}),
        },
      },
    ],
    users: [{ name: 'alice', user: { token } }],
  }
  // JSON is YAML.
  writeFileSync(kubeconfig, JSON.stringify(config))
}

const request = (more: Partial<KubeRequest> = {}): KubeRequest => ({
  path: '/api/v1/pods',
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  ...more,
})

const json = (body: unknown) => (_: IncomingMessage, response: ServerResponse) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(body))

const plain = (status: number, body: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status, { location: 'https://login.example/' }).end(body)

describe('a request to the API server', () => {
  test('carries the kubeconfig’s token, trusts its authority, and asks what it should', async () => {
    writeKubeconfig()
    let seen: IncomingMessage | undefined
    answer = (incoming, response) => {
      seen = incoming
      json({ items: [] })(incoming, response)
    }
    const response = await kubeFetch(request({ search: { limit: '500', continue: 'a=b&c' } }))
    expect(await response.text()).toBe('{"items":[]}')
    expect(seen?.url).toBe('/api/v1/pods?limit=500&continue=a%3Db%26c')
    expect(seen?.headers.authorization).toBe('Bearer secret-token')
  })

  test('uses one connection for many requests, one after the other', async () => {
    writeKubeconfig()
    answer = json({})
    await (await kubeFetch(request())).text()
    const before = connections
    for (let count = 0; count < 20; count++) await (await kubeFetch(request())).text()
    expect(connections).toBe(before)
  })

  test('is renewed with the token that the file holds after a 401', async () => {
    writeKubeconfig({ token: 'old' })
    answer = ({ headers }, response) =>
      void response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end()
    expect((await kubeFetch(request())).status).toBe(401)
    writeKubeconfig({ token: 'new' })
    expect((await kubeFetch(request())).status).toBe(200)
  })
})

describe('a request for somebody else', () => {
  let seen: IncomingMessage | undefined
  const keep = (incoming: IncomingMessage, response: ServerResponse) => {
    seen = incoming
    json({})(incoming, response)
  }

  test('with their token carries that one, and nothing of the kubeconfig’s', async () => {
    writeKubeconfig()
    answer = keep
    await (await kubeFetchWithToken('theirs')(request())).text()
    expect(seen?.headers.authorization).toBe('Bearer theirs')
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain('secret-token')
  })

  test('by impersonation names them and each of their groups, as the console', async () => {
    writeKubeconfig()
    answer = keep
    const somebody = { user: 'jürgen', groups: ['devs', 'a, b'] }
    await (await kubeFetchFor(somebody)(request())).text()
    expect(seen?.headers.authorization).toBe('Bearer secret-token')
    const sent = (seen?.rawHeaders ?? []).map((text) => Buffer.from(text, 'latin1').toString())
    const valuesOf = (name: string) =>
      sent.filter((_, at) => at % 2 === 1 && sent[at - 1]?.toLowerCase() === name)
    expect(valuesOf('impersonate-user')).toEqual(['jürgen'])
    expect(valuesOf('impersonate-group')).toEqual(['devs', 'a, b'])
  })
})

describe('without an answer, says why', () => {
  test('no kubeconfig: not configured, and configured as soon as there is one', async () => {
    answer = json({})
    await expect(kubeFetch(request())).rejects.toMatchObject({ failure: 'unconfigured' })
    writeKubeconfig()
    await expect(kubeFetch(request())).resolves.toMatchObject({ status: 200 })
  })

  test.each([
    ['not YAML', 'clusters: [', 'unconfigured'],
    ['no context', 'clusters: []\nusers: []\ncontexts: []\n', 'unconfigured'],
    ['empty', '', 'unconfigured'],
  ])('a kubeconfig that is %s', async (_, text, failure) => {
    writeFileSync(kubeconfig, text)
    await expect(kubeFetch(request())).rejects.toMatchObject({ failure })
  })

  test('nobody listens: unreachable', async () => {
    writeKubeconfig({ at: 1 })
    await expect(kubeFetch(request())).rejects.toMatchObject({ failure: 'unreachable' })
  })

  test('an authority that we do not know: unreachable', async () => {
    writeKubeconfig({ ca: '' })
    await expect(kubeFetch(request())).rejects.toMatchObject({ failure: 'unreachable' })
  })

  test('a server that never answers: timeout', async () => {
    writeKubeconfig()
    answer = () => undefined
    await expect(kubeFetch(request({ timeoutMs: 30 }))).rejects.toMatchObject({
      failure: 'timeout',
    })
  })

  test('the caller’s own end is not a failure of the API', async () => {
    writeKubeconfig()
    const leaving = new AbortController()
    answer = () => leaving.abort()
    await expect(kubeFetch(request({ signal: leaving.signal }))).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  test('a body that breaks off: unreachable', async () => {
    writeKubeconfig()
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"items":')
      setImmediate(() => response.destroy())
    }
    const response = await kubeFetch(request())
    await expect(response.text()).rejects.toMatchObject({ failure: 'unreachable' })
  })
})

describe('an answer that is no success', () => {
  const shape = z.object({ items: z.array(z.string()) })

  test.each([
    ['401', plain(401, 'Unauthorized'), 'unauthorized'],
    ['403', plain(403, 'Forbidden'), 'forbidden'],
    ['404', plain(404, '404 page not found'), 'not-found'],
    ['429', plain(429, 'slow down'), 'busy'],
    ['500', plain(500, 'etcdserver: leader changed'), 'broken'],
    ['503', plain(503, '<html>'), 'unreachable'],
    ['504', plain(504, 'Timeout'), 'timeout'],
    ['a redirect to a login page, which is not followed', plain(302, ''), 'malformed'],
    ['HTML', plain(200, '<html>log in</html>'), 'malformed'],
    ['JSON of another shape', json({ items: 'none' }), 'malformed'],
  ] as const)('%s', async (_, answered, failure) => {
    writeKubeconfig()
    answer = answered
    await expect(kubeJson(kubeFetch, shape, request())).rejects.toMatchObject({ failure })
  })

  test.each([
    ['seconds', '7', 7],
    ['nothing', undefined, null],
    ['a date, which Kubernetes never sends', 'Fri, 27 Nov 2026 10:00:00 GMT', null],
  ])('whose Retry-After says %s', async (_, header, retryAfterSeconds) => {
    writeKubeconfig()
    answer = (_request, response) => {
      response
        .writeHead(429, header === undefined ? {} : { 'retry-after': header })
        .end('slow down')
    }
    await expect(kubeJson(kubeFetch, shape, request())).rejects.toMatchObject({ retryAfterSeconds })
  })

  test('is told without its body', async () => {
    writeKubeconfig()
    answer = plain(403, 'User "alice" cannot list secrets in namespace "vault"')
    const error = await kubeJson(kubeFetch, shape, request()).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ message: 'Kubernetes does not allow this' })
  })
})
