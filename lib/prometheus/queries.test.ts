import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { PrometheusAccess } from './access'
import { rangeQuery } from './client'
import { fakePrometheus, json, matrix, refusal, text, vector } from './fake-prometheus.fixtures'
import { instantQuery } from './instant-query'

const question = { query: 'up{job="istio"}', groupLabels: ['job'], labels: ['code'] }
const range = { query: 'up', start: 1_790_000_000_000, end: 1_790_000_060_000, stepSeconds: 30 }
const never = new AbortController().signal

type Ask = (access: PrometheusAccess, signal: AbortSignal) => Promise<unknown>

const askers: [name: string, ask: Ask][] = [
  ['an instant query', (access, signal) => instantQuery(access, question, range.end, signal)],
  ['a range query', (access, signal) => rangeQuery(access, range, signal)],
]

describe('an instant query', () => {
  test('is one form post that says when, how long, and accepts gzip', async () => {
    await using store = await fakePrometheus(
      json(200, vector([[{ job: 'istio', code: '200' }, 3]])),
    )
    const access = { url: store.url, headers: { 'x-scope-orgid': 'harbour' } }
    const table = await instantQuery(access, question, 1_790_000_000_500, never)
    expect([...table.values]).toEqual([3])
    expect(store.asked).toMatchObject([
      {
        path: '/api/v1/query',
        query: question.query,
        time: '1790000000.500',
        headers: {
          'x-scope-orgid': 'harbour',
          'accept-encoding': expect.stringContaining('gzip'),
          'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
        },
      },
    ])
  })
})

test('an answer that comes packed is read as one that does not', async () => {
  await using store = await fakePrometheus((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify(vector([[{ job: 'istio', code: '200' }, 3]]))))
  })
  const table = await instantQuery({ url: store.url }, question, range.end, never)
  expect([...table.values]).toEqual([3])
})

describe('a range query', () => {
  test('gives plain series, infinities and warnings', async () => {
    const answer = matrix(
      [
        [
          { __name__: 'up', code: '200' },
          [
            [1_790_000_000, '0.5'],
            [1_790_000_030, '+Inf'],
            [1_790_000_060, 'NaN'],
          ],
        ],
      ],
      { warnings: ['a store is away'] },
    )
    await using store = await fakePrometheus(json(200, answer))
    expect(await rangeQuery({ url: store.url }, range, never)).toEqual({
      series: [
        {
          labels: { code: '200' },
          samples: [
            [1_790_000_000_000, 0.5],
            [1_790_000_030_000, Number.POSITIVE_INFINITY],
            [1_790_000_060_000, Number.NaN],
          ],
        },
      ],
      warnings: ['a store is away'],
    })
    expect(store.asked[0]).toMatchObject({ path: '/api/v1/query_range', query: 'up' })
  })
})

describe.each(askers)('%s that fails says how', (_, ask) => {
  test.each([
    ['a question it cannot read', json(400, refusal('bad_data')), 'rejected'],
    ['a question it cannot carry out', json(422, refusal('execution')), 'rejected'],
    ['its own time limit', json(503, refusal('timeout')), 'timeout'],
    ['an error of its own', text(500, 'panic'), 'broken'],
    ['a limit before it', text(429, 'slow down'), 'busy'],
    ['a limit of its own', json(429, refusal('too_many_requests')), 'busy'],
    ['being overrun', json(503, refusal('unavailable')), 'unreachable'],
    ['wrong credentials', text(401, 'no org id'), 'unauthorized'],
    ['credentials that may not', json(403, refusal('forbidden')), 'forbidden'],
    ['a path where no Prometheus is', text(404, 'page not found'), 'not-found'],
    ['a proxy before a store that is down', text(502, '<h1>Bad Gateway</h1>'), 'unreachable'],
    ['a proxy that gave up', text(504, '<h1>Gateway Time-out</h1>'), 'timeout'],
    ['a login page', text(200, '<html>Sign in</html>'), 'malformed'],
    ['a redirect to a login page', text(302, '', { location: '/login' }), 'malformed'],
    [
      'another shape',
      json(200, { status: 'success', data: { resultType: 'scalar' } }),
      'malformed',
    ],
    ['nothing', text(200, ''), 'malformed'],
  ] as const)('%s: %s', async (_name, answer, failure) => {
    await using store = await fakePrometheus(answer)
    const failed = ask({ url: store.url }, never)
    await expect(failed).rejects.toMatchObject({
      name: 'UpstreamError',
      upstream: 'prometheus',
      failure,
    })
  })

  test('a body that breaks off is no answer', async () => {
    await using store = await fakePrometheus((_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
      response.write('{"status":"success","data":{"resultType":"vec')
      setImmediate(() => response.destroy())
    })
    await expect(ask({ url: store.url }, never)).rejects.toMatchObject({ failure: 'unreachable' })
  })

  test('a store that is not there', async () => {
    const store = await fakePrometheus(() => {})
    await store[Symbol.asyncDispose]()
    await expect(ask({ url: store.url }, never)).rejects.toMatchObject({ failure: 'unreachable' })
  })

  test('a host that does not exist', async () => {
    const failed = ask({ url: 'http://prometheus.invalid:9090' }, never)
    await expect(failed).rejects.toMatchObject({ failure: 'unreachable' })
  })

  test('a store that never answers', async () => {
    await using store = await fakePrometheus(() => {})
    const failed = ask({ url: store.url, timeoutMs: 50 }, never)
    await expect(failed).rejects.toMatchObject({ failure: 'timeout' })
  })

  test('who stops waiting gets the own reason, and the store sees the connection close', async () => {
    const patience = new AbortController()
    let leave: (value: unknown) => void = () => {}
    const closed = new Promise((resolve) => {
      leave = resolve
    })
    await using store = await fakePrometheus((_asked, response) => {
      response.on('close', leave)
      patience.abort(new Error('left the page'))
    })
    await expect(ask({ url: store.url }, patience.signal)).rejects.toThrow('left the page')
    await closed
  })

  test('no header of ours, which may hold a secret, is in what is thrown', async () => {
    await using store = await fakePrometheus(json(422, refusal('execution')))
    const access = { url: store.url, headers: { authorization: 'Bearer hushhush' } }
    const error = await ask(access, never).catch((thrown: unknown) => thrown)
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('hushhush')
  })
})
