import { describe, expect, test } from 'vitest'
import { UpstreamError } from '../errors'
import { type Kind, kinds } from './kinds'
import type { KubeRequest, KubeResponse } from './kube-fetch'
import { followKind, type KindUpdate } from './list-watch'

type Answer = KubeResponse | UpstreamError

const encoder = new TextEncoder()

const answer = (status: number, body: unknown): KubeResponse => ({
  status,
  body: null,
  text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
})

const object = (name: string, resourceVersion = '1') => ({ metadata: { name, resourceVersion } })

/** The same, as it is told of. */
const read = (name: string) => ({
  key: `/${name}`,
  trimmed: { name, namespace: '', labels: {} },
})

const list = (resourceVersion: string, names: string[] = [], more = '') =>
  answer(200, {
    metadata: { resourceVersion, continue: more },
    items: names.map((name) => object(name)),
  })

/** A watch that sends these chunks and then ends, or breaks off. */
const chunks = (parts: Uint8Array[], end?: Error): KubeResponse => ({
  status: 200,
  text: async () => '',
  body: (async function* () {
    yield* parts
    if (end) throw end
  })(),
})

const line = (type: string, of: unknown) =>
  encoder.encode(`${JSON.stringify({ type, object: of })}\n`)
const watch = (...events: [type: string, object: unknown][]) =>
  chunks(events.map(([type, of]) => line(type, of)))

const status = (code: number, message = 'no') => ({ kind: 'Status', code, message })
const notFound = answer(404, '404 page not found\n')
const forbidden = answer(403, status(403))
const refused = new UpstreamError('kubernetes', 'unreachable')

/** Plays the answers one after the other; the last one is followed by the end of the process. */
async function play(answers: Answer[], kind: Kind = kinds.namespaces) {
  const requests: KubeRequest[] = []
  const updates: KindUpdate[] = []
  const pauses: number[] = []
  const closing = new AbortController()
  await followKind({
    kind,
    signal: closing.signal,
    random: () => 0.5,
    apply: (update) => updates.push(update),
    pause: async (ms) => void pauses.push(ms),
    send: async (request) => {
      const next = answers.shift()
      if (next === undefined) {
        closing.abort()
        throw closing.signal.reason
      }
      requests.push(request)
      if (next instanceof UpstreamError) throw next
      return next
    },
  })
  const told = requests.map(({ path, search = {} }) =>
    search.watch
      ? `watch ${path} from ${search.resourceVersion}`
      : `list ${path}${search.continue ? ` after ${search.continue}` : ''}`,
  )
  return { requests, told, updates, pauses }
}

const [path] = kinds.namespaces.paths

describe('following a kind', () => {
  test('lists page after page, then watches from the version of the list', async () => {
    const { told, updates, requests } = await play([
      list('7', ['a', 'b'], 'page-2'),
      list('7', ['c']),
      watch(),
    ])
    expect(told).toEqual([`list ${path}`, `list ${path} after page-2`, `watch ${path} from 7`])
    expect(updates).toEqual([{ type: 'listed', items: [read('a'), read('b'), read('c')] }])
    expect(requests[2]?.search).toMatchObject({ allowWatchBookmarks: 'true' })
  })

  test('tells what was added, modified and deleted', async () => {
    const { updates } = await play([
      list('7'),
      watch(
        ['ADDED', object('a', '8')],
        ['MODIFIED', object('a', '9')],
        ['DELETED', object('a', '10')],
      ),
    ])
    expect(updates.slice(1)).toEqual([
      { type: 'changed', object: read('a') },
      { type: 'changed', object: read('a') },
      { type: 'deleted', object: read('a') },
    ])
  })

  test('goes on from the last event or bookmark when the server ends a watch', async () => {
    const { told } = await play([
      list('7'),
      watch(['ADDED', object('a', '8')]),
      watch(['BOOKMARK', { metadata: { resourceVersion: '40' } }]),
      watch(),
    ])
    expect(told.slice(1)).toEqual([
      `watch ${path} from 7`,
      `watch ${path} from 8`,
      `watch ${path} from 40`,
    ])
  })

  test('reads events that are cut anywhere, within a letter too', async () => {
    const bytes = line('ADDED', object('größe', '8'))
    const cut = encoder.encode('{"type":"ADDED","object":{"metadata":{"name":"gr').length + 1
    const { updates } = await play([
      list('7'),
      chunks([bytes.slice(0, 5), bytes.slice(5, cut), bytes.slice(cut)]),
    ])
    expect(updates.at(-1)).toEqual({ type: 'changed', object: read('größe') })
  })
})

describe('when the version has expired', () => {
  test.each([
    ['as an event of the watch', watch(['ERROR', status(410)])],
    ['as the answer to the watch', answer(410, status(410))],
  ])('%s, the kind is listed again', async (_, expired) => {
    const { told, updates } = await play([list('7', ['a']), expired, list('90', ['b']), watch()])
    expect(told).toEqual([
      `list ${path}`,
      `watch ${path} from 7`,
      `list ${path}`,
      `watch ${path} from 90`,
    ])
    expect(updates.at(-1)).toEqual({ type: 'listed', items: [read('b')] })
  })

  test('between two pages, the list begins anew and nothing half-read is told', async () => {
    const { updates } = await play([
      list('7', ['a'], 'page-2'),
      answer(410, status(410)),
      list('9', ['b']),
    ])
    expect(updates).toEqual([{ type: 'listed', items: [read('b')] }])
  })
})

describe('when the connection is lost', () => {
  test('a watch that breaks off is no failure while the list still answers', async () => {
    const { told, updates } = await play([
      list('7', ['a']),
      chunks([line('ADDED', object('b', '8'))], new Error('terminated')),
      list('3', ['c']),
      watch(),
    ])
    expect(updates.map(({ type }) => type)).toEqual(['listed', 'changed', 'listed'])
    // Not from 8: the server that came back may be another one and never reach that version.
    expect(told.slice(2)).toEqual([`list ${path}`, `watch ${path} from 3`])
  })

  test('an API that is down is asked again, more and more patiently, until it is back', async () => {
    const { updates, pauses } = await play([
      ...Array.from({ length: 6 }, () => refused),
      list('7', ['a']),
    ])
    expect(pauses).toEqual([500, 1000, 2000, 4000, 5000, 5000])
    expect(updates[0]).toEqual({ type: 'failed', error: refused })
    expect(updates.at(-1)).toEqual({ type: 'listed', items: [read('a')] })
  })

  test('patience begins anew once a watch was open', async () => {
    const { pauses } = await play([refused, refused, list('7'), watch(), refused, refused])
    expect(pauses).toEqual([500, 1000, 500, 500, 1000])
  })

  test('watches that break before their first word are opened less and less often', async () => {
    const broken = () => chunks([], new Error('terminated'))
    const answers = [list('7'), broken(), list('7'), broken(), list('7'), broken(), list('7')]
    const { pauses } = await play([...answers, watch(['ADDED', object('a', '8')])])
    expect(pauses).toEqual([500, 1000, 2000, 500])
  })

  test('a server that is too busy is left alone for as long as it wishes, a minute at most', async () => {
    const busy = (retryAfterSeconds: number | null) => ({
      ...answer(429, status(429)),
      retryAfterSeconds,
    })
    const { pauses } = await play([busy(7), busy(null), list('7'), busy(20), busy(3600), list('8')])
    expect(pauses).toEqual([8_400, 1000, 24_000, 72_000])
  })

  test.each([
    ['a page of HTML', answer(200, '<html>log in</html>'), 'malformed'],
    ['an overloaded server', answer(429, status(429)), 'busy'],
    ['a gateway without a server', answer(503, '<html>'), 'unreachable'],
    ['a core kind that is not there', notFound, 'malformed'],
  ] as const)('%s is told as what it is', async (_, answered, failure) => {
    const { updates } = await play([answered])
    expect(updates).toMatchObject([{ type: 'failed', error: { failure } }])
  })
})

describe('a kind of Istio', () => {
  const [v1, v1beta1] = kinds.virtualServices.paths

  test('is taken in the older version where the newer is not served', async () => {
    const { told } = await play([notFound, list('7'), watch()], kinds.virtualServices)
    expect(told).toEqual([`list ${v1}`, `list ${v1beta1}`, `watch ${v1beta1} from 7`])
  })

  test('that is absent is noted, looked for again, and found', async () => {
    const { updates, pauses } = await play(
      [notFound, notFound, list('7', ['reviews'])],
      kinds.virtualServices,
    )
    expect(updates).toMatchObject([
      { type: 'absent' },
      { type: 'listed', items: [{ key: '/reviews' }] },
    ])
    expect(pauses).toEqual([15_000])
  })

  test('that is removed while it is watched becomes absent', async () => {
    const answers = [list('7', ['reviews']), watch(), notFound, notFound, notFound]
    const { updates } = await play(answers, kinds.virtualServices)
    expect(updates.map(({ type }) => type)).toEqual(['listed', 'absent'])
  })
})

describe('a kind that may not be read', () => {
  test('is noted, asked for rarely, and read once it is allowed', async () => {
    const { updates, pauses } = await play([forbidden, list('7', ['a'])])
    expect(updates).toMatchObject([
      { type: 'failed', error: { failure: 'forbidden' } },
      { type: 'listed' },
    ])
    expect(pauses).toEqual([15_000])
  })

  test('that may be listed but not watched is listed now and then', async () => {
    const { updates, pauses } = await play([list('7'), forbidden, list('8'), forbidden])
    expect(updates.map(({ type }) => type)).toEqual(['listed', 'listed'])
    expect(pauses).toEqual([15_000, 15_000])
  })
})
