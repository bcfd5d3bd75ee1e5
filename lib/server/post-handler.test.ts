import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { problem } from '../api/envelope'
import type { AuthMode } from '../env/auth'
import { UpstreamError } from '../errors'
import type { Viewer } from '../identity/viewer'
import { postHandler } from './post-handler'
import { refuse, type Writer } from './writer'

let viewer: Viewer
let auth: AuthMode
vi.mock('../identity/current-viewer', () => ({ readViewer: async () => viewer }))
vi.mock('../env', async (original) => ({
  ...(await original<typeof import('../env')>()),
  readEnv: () => ({ auth, publicUrl: null }),
}))

let logged: string[] = []
beforeEach(() => {
  auth = 'kubeconfig'
  viewer = {
    user: 'alice',
    mode: 'kubeconfig',
    sees: { kind: 'all' },
    readable: 'everything',
    reads: { kind: 'own' },
    writes: { kind: 'own' },
  }
  logged = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line))
})
afterEach(() => vi.restoreAllMocks())

const body = z.object({ namespace: z.string(), weights: z.array(z.number().int()) })
const reply = z.object({ data: z.object({ generation: z.number() }) })
type Write = Writer<z.output<typeof body>, { generation: number }>

const writes = () => vi.fn<Write>(async () => ({ kind: 'done', data: { generation: 4 } }))

const own = {
  host: 'localhost:3000',
  origin: 'http://localhost:3000',
  'content-type': 'application/json',
}

const post = (write: Write, init: { headers?: Record<string, string>; body?: string } = {}) =>
  postHandler(
    body,
    reply,
    write,
  )(
    new Request('http://localhost:3000/api/v1/splits/default/plan', {
      method: 'POST',
      headers: { ...own, ...init.headers },
      body: init.body ?? '{"weights":[50,50]}',
    }),
    { params: Promise.resolve({ namespace: 'default' }) },
  )

describe('a write', () => {
  test('gets its body, what its path names, and the person to write as', async () => {
    const write = writes()
    const response = await post(write)
    expect([response.status, await response.json()]).toEqual([200, { data: { generation: 4 } }])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(write).toHaveBeenCalledWith(
      { namespace: 'default', weights: [50, 50] },
      expect.objectContaining({ viewer, person: expect.objectContaining({ user: 'alice' }) }),
    )
  })

  test('cannot give another object than its path names', async () => {
    const write = writes()
    await post(write, { body: '{"weights":[1,2],"namespace":"kube-system"}' })
    expect(write.mock.calls[0]?.[0].namespace).toBe('default')
  })

  test('that is refused tells why, with what belongs to it', async () => {
    const response = await post(async () =>
      refuse({ status: 409, title: 'The weights have moved', more: { code: 'moved' } }),
    )
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(problem.extend({ code: z.string() }).parse(await response.json())).toMatchObject({
      title: 'The weights have moved',
      code: 'moved',
    })
  })

  test('of somebody who floods is not made, and they are told when to come again', async () => {
    viewer = { ...viewer, user: 'somebody in a hurry' }
    const write = writes()
    const sent = await Promise.all(Array.from({ length: 130 }, () => post(write)))
    const refused = sent.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(write).toHaveBeenCalledTimes(130 - refused.length)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    expect(await refused[0]?.json()).not.toHaveProperty('retryAfterSeconds')
  })

  test('whose upstream fails is told in our words, with the cause in the log', async () => {
    const response = await post(async () => {
      throw new UpstreamError('kubernetes', 'timeout', { cause: new Error('https://10.0.0.1') })
    })
    expect(await response.json()).toMatchObject({
      status: 504,
      title: expect.stringMatching(/^Kubernetes/),
    })
    expect(logged.join()).toContain('10.0.0.1')
  })
})

describe('is refused before anything is written', () => {
  const refused = async (init: Parameters<typeof post>[1]) => {
    const write = writes()
    const response = await post(write, init)
    expect(write).not.toHaveBeenCalled()
    return problem.parse(await response.json())
  }

  test('to who only looks', async () => {
    const writes = { kind: 'nobody', why: 'anonymous' } as const
    viewer = { ...viewer, mode: 'anonymous', user: 'anonymous', writes }
    auth = 'anonymous'
    expect(await refused({})).toMatchObject({ status: 403, title: 'View only' })
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://localhost:8080' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['no origin at all', { origin: '' }, 403],
    ['a page of a site beside ours', { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a name that is not ours', { host: 'evil.example', origin: 'http://evil.example' }, 421],
  ])('from %s', async (_, headers, status) => {
    expect(await refused({ headers })).toMatchObject({ status })
  })

  test.each([
    ['no JSON', 'weights=50', 400, undefined],
    ['empty', ' ', 400, undefined],
    ['a list', '[1]', 400, /^weights: /],
    ['of another shape', '{"weights":[1.5]}', 400, /^weights\.0: /],
    ['too large', JSON.stringify({ weights: [1], reason: 'x'.repeat(70_000) }), 413, undefined],
  ])('with a body that is %s', async (_, text, status, detail) => {
    const answer = await refused({ body: text })
    expect(answer.status).toBe(status)
    if (detail) expect(answer.detail).toMatch(detail)
  })

  test('and repeats nothing of what was sent', async () => {
    const answer = await refused({ body: '{"weights":"<script>"}' })
    expect(JSON.stringify(answer)).not.toContain('script')
  })
})

test('what the writer does not answer, as its reply says, does not compile', () => {
  // @ts-expect-error: no `generation`.
  postHandler(body, reply, async () => ({ kind: 'done', data: {} }))
})
