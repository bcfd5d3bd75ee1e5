import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { problem, reply } from '../api/envelope'
import { graphSearch } from '../api/graph'
import { UpstreamError } from '../errors'
import { NotSignedIn } from '../identity/not-signed-in'
import type { Viewer } from '../identity/viewer'
import { getHandler } from './handler'
import type { ReadContext } from './reader'

const viewer: Viewer = {
  user: 'alice',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
vi.mock('../identity/current-viewer', () => ({ readViewer: async () => viewer }))

let logged: string[] = []
beforeEach(() => {
  logged = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line))
})
afterEach(() => vi.restoreAllMocks())

const mooring = z.object({ ships: z.number() })
const answer = { data: { ships: 3 }, warnings: [], observedAt: 1_790_000_000_000, window: 300 }

const ask = (
  read: (search: unknown, context: ReadContext) => Promise<typeof answer>,
  query = '',
  init: RequestInit = {},
) =>
  getHandler(
    graphSearch,
    reply(mooring),
    read,
  )(new Request(`http://localhost/api/v1/graph?${query}`, init))

test('who is not signed in is told so with a code, and the log stays quiet', async () => {
  const response = await ask(async () => {
    throw new NotSignedIn('oidc')
  })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ status: 401, code: 'not-signed-in' })
  expect(logged).toEqual([])
})

describe('an answer', () => {
  test('is the reader’s, asked with the parsed search and the viewer', async () => {
    const read = vi.fn(async () => answer)
    const response = await ask(read, 'view=app&namespaces=shop,bank&window=1m')
    expect(response.status).toBe(200)
    expect(reply(mooring).parse(await response.json())).toEqual(answer)
    const search = { view: 'app', namespaces: ['bank', 'shop'], window: 60 }
    expect(read).toHaveBeenCalledWith(
      expect.objectContaining(search),
      expect.objectContaining({ viewer }),
    )
  })

  test('may be kept by the browser of this person, not by others, and is asked for each time', async () => {
    const response = await ask(async () => answer)
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
  })

  test('is not sent again to who has it', async () => {
    const etag = (await ask(async () => answer)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/".+"$/)
    const again = await ask(async () => answer, '', {
      headers: { 'if-none-match': `"x", ${etag}` },
    })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const changed = { ...answer, data: { ships: 4 } }
    const other = await ask(async () => changed, '', { headers: { 'if-none-match': etag } })
    expect(other.status).toBe(200)
  })

  test('that is written already is sent as it is, and told from another by its digest', async () => {
    const written = (ships: number) => ({
      ...answer,
      data: { bytes: new TextEncoder().encode(`{"ships":${ships}}`), digest: `of ${ships}` },
    })
    const askWritten = (ships: number) =>
      getHandler(graphSearch, reply(mooring), async () => written(ships))(
        new Request('http://localhost/api/v1/graph'),
      )
    const [three, again, four] = [await askWritten(3), await askWritten(3), await askWritten(4)]
    expect(three.headers.get('etag')).toBe(again.headers.get('etag'))
    expect(three.headers.get('etag')).not.toBe(four.headers.get('etag'))
    expect(await three.json()).toEqual(answer)
  })

  test('that many look at is sent from the same bytes, whole, and copied for nobody', async () => {
    const name = 'a'.repeat(200_000)
    const bytes = new TextEncoder().encode(JSON.stringify({ ships: 3, name }))
    const written = { ...answer, data: { bytes, digest: 'of many' } }
    const response = await getHandler(
      graphSearch,
      reply(mooring),
      async () => written,
    )(new Request('http://localhost/api/v1/graph'))
    const sent: Uint8Array[] = []
    for await (const piece of response.body ?? []) sent.push(piece)
    const text = Buffer.concat(sent).toString()
    expect(JSON.parse(text)).toEqual({ ...answer, data: { ships: 3, name } })
    const shared = sent.filter(({ buffer }) => buffer === bytes.buffer)
    expect(shared.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length)
  })

  test('that lacks what the schema promises does not compile', () => {
    // @ts-expect-error: the reader answers no `ships`.
    getHandler(graphSearch, reply(mooring), async () => ({ ...answer, data: {} }))
  })
})

describe('a wrong question is answered 400 and names the parameter', () => {
  test.each([
    ['view=pie', /^view: /],
    ['window=5', /^window: /],
    ['window=999d', /^window: /],
    ['namespaces=UPPER', /^namespaces: /],
    ['at=yesterday', /^at: /],
    ['services=perhaps', /^services: /],
    ['view=app&view=service', /^view is given more than once$/],
    ['x%22%3Cscript%3E=1&x%22%3Cscript%3E=2', /^x\?\?script\? is given more than once$/],
  ])('%s', async (query, detail) => {
    const read = vi.fn(async () => answer)
    const response = await ask(read, query)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(problem.parse(await response.json()).detail).toMatch(detail)
    expect(read).not.toHaveBeenCalled()
  })
})

describe('a failure', () => {
  test.each([
    [new UpstreamError('prometheus', 'unreachable'), 503, 'Prometheus cannot be reached'],
    [new UpstreamError('prometheus', 'timeout'), 504, 'Prometheus did not answer in time'],
    [
      new UpstreamError('prometheus', 'malformed'),
      502,
      'Prometheus answered something that is not its API',
    ],
    [new UpstreamError('kubernetes', 'forbidden'), 403, 'Kubernetes does not allow this'],
    [new Error('ENOENT /etc/secret'), 500, 'Unexpected error'],
  ])('%s becomes %d', async (error, status, title) => {
    const response = await ask(async () => Promise.reject(error))
    expect(response.status).toBe(status)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(problem.parse(await response.json())).toMatchObject({ title, status })
  })

  test('keeps its cause out of the answer and in the log, under one id', async () => {
    const cause = new Error('connect ECONNREFUSED 10.1.2.3:9090')
    const error = new UpstreamError('prometheus', 'unreachable', { cause })
    const response = await ask(async () => Promise.reject(error))
    const text = await response.text()
    const { requestId } = problem.parse(JSON.parse(text))
    expect(text).not.toContain('10.1.2.3')
    expect(response.headers.get('x-request-id')).toBe(requestId)
    expect(logged).toHaveLength(1)
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      requestId,
      causes: ['UpstreamError: Prometheus cannot be reached', `Error: ${cause.message}`],
    })
  })

  test('is logged on one line without what a thrown object carries', async () => {
    await ask(async () => Promise.reject({ config: { auth: 'hunter2' } }))
    expect(logged.join()).not.toContain('hunter2')
    expect(logged[0]).not.toContain('\n')
  })

  test('after the client has left is nobody’s news', async () => {
    const leaving = new AbortController()
    const response = await ask(
      async () => {
        leaving.abort()
        throw leaving.signal.reason
      },
      '',
      { signal: leaving.signal },
    )
    expect(response.status).toBe(499)
    expect(logged).toEqual([])
  })
})

test.each([
  ['proxy-4f2a9c1b', true],
  ['short', false],
  ['with spaces and\u00e4', false],
])('a request id given as %j is kept: %s', async (given, kept) => {
  const response = await ask(async () => answer, '', { headers: { 'x-request-id': given } })
  expect(response.headers.get('x-request-id') === given).toBe(kept)
})
