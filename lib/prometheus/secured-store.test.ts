import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrometheusAccess } from './access'
import { rangeQuery } from './client'
import { matrix, vector } from './fake-prometheus.fixtures'
import { instantQuery } from './instant-query'
import { scrapes } from './istio-metrics'

/** What stands before many a store: it ends TLS, wants a client's certificate, a token and a tenant. */

type Asked = { client: string | null; tenant: string; token: string; query: string }

let folder: string
let url: string
let server: https.Server
let asked: Asked[] = []
let files: Record<'ca' | 'certificate' | 'key' | 'token', string>

const inFolder = (name: string) => path.join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binnacle-store-'))
  const names = (commonName: string) => [{ name: 'commonName', value: commonName }]
  const store = await generate(names('127.0.0.1'), {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  const client = await generate(names('binnacle'), { keySize: 2048 })
  files = {
    ca: inFolder('ca.pem'),
    certificate: inFolder('client.pem'),
    key: inFolder('client.key'),
    token: inFolder('token'),
  }
  await Promise.all([
    writeFile(files.ca, store.cert),
    writeFile(files.certificate, client.cert),
    writeFile(files.key, client.private),
    writeFile(files.token, 'first\n'),
  ])
  const tls = { key: store.private, cert: store.cert, ca: client.cert, requestCert: true }
  server = https.createServer({ ...tls, rejectUnauthorized: true }, (request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      // Served by https, so the socket is one of TLS.
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      asked.push({
        client: String(subject?.CN ?? ''),
        tenant: String(request.headers['x-scope-orgid'] ?? ''),
        token: request.headers.authorization ?? '',
        query: new URLSearchParams(body).get('query') ?? '',
      })
      const answer = request.url?.includes('query_range') ? matrix([]) : vector([])
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

beforeEach(() => {
  asked = []
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const access = (): PrometheusAccess => ({
  url,
  headers: { 'x-scope-orgid': 'harbour' },
  matchers: [['cluster', '=', 'east']],
  files,
})

const { signal } = new AbortController()
const range = { query: 'up{}', start: 1_790_000_000_000, end: 1_790_000_060_000, stepSeconds: 15 }

const ways = [
  [
    'an instant query',
    (one: PrometheusAccess) => instantQuery(one, scrapes(), 1_790_000_000_000, signal),
  ],
  ['a range query', (one: PrometheusAccess) => rangeQuery(one, range, signal)],
] as const

describe.each(ways)('%s', (_, ask) => {
  test('trusts the given authority and carries certificate, tenant, token and matchers', async () => {
    await ask(access())
    expect(asked).toEqual([
      {
        client: 'binnacle',
        tenant: 'harbour',
        token: 'Bearer first',
        query: expect.stringContaining('{cluster="east"'),
      },
    ])
  })

  test('reads the token again for every question', async () => {
    await ask(access())
    await writeFile(files.token, 'second')
    await ask(access())
    await writeFile(files.token, 'first')
    expect(asked.map(({ token }) => token)).toEqual(['Bearer first', 'Bearer second'])
  })

  test.each([
    ['an authority that it does not trust', { ca: null }],
    ['no certificate of its own', { certificate: null, key: null }],
  ])('asks nothing with %s', async (_, missing) => {
    const one = access()
    const refused = ask({ ...one, files: { ...one.files, ...missing } })
    await expect(refused).rejects.toMatchObject({ failure: 'unreachable' })
    expect(asked).toEqual([])
  })

  test('asks nothing when its token is gone', async () => {
    const one = access()
    const refused = ask({ ...one, files: { ...one.files, token: inFolder('nowhere') } })
    await expect(refused).rejects.toMatchObject({ failure: 'unreachable' })
    expect(asked).toEqual([])
  })
})
