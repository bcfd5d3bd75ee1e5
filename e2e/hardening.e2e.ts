import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { type AppRoute, addressOf, appRoutes } from './support/app-routes'
import { expect, test } from './support/fixtures'
import { askRaw, beginRaw, type RawRequest } from './support/raw-http'

const routes = appRoutes()
const those = (...kinds: AppRoute['kind'][]) =>
  routes.filter(({ kind }) => kinds.includes(kind)).map(({ route }) => addressOf(route))

/** Each path with what came back. */
async function statuses(url: string, paths: readonly string[], how: RawRequest = {}) {
  const answers = await Promise.all(
    paths.map((path) => askRaw(url, path, { until: /: open/, ...how })),
  )
  return answers.map(({ status }, index) => `${status} ${paths[index]}`)
}
const all = (status: number, paths: readonly string[]) => paths.map((path) => `${status} ${path}`)

const json = (url: string, more: Record<string, string> = {}) => ({
  origin: new URL(url).origin,
  'content-type': 'application/json',
  ...more,
})

const plan = '/api/v1/splits/default/VirtualService/reviews/plan'

test.describe('whoever asks', () => {
  test('by a foreign name is answered nowhere, not on a stream either', async ({ binnacle }) => {
    const paths = those('page', 'reads', 'writes')
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', ''])
      expect(await statuses(binnacle.url, paths, { headers: { host } })).toEqual(all(421, paths))
  })

  test('from another site’s page is shown and sent nothing', async ({ binnacle }) => {
    const { url } = binnacle
    const shown = those('page', 'reads').filter((path) => !path.startsWith('/embed/'))
    const sent = those('writes')
    for (const foreign of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${new URL(url).origin}.evil.example` },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ]) {
      expect(await statuses(url, shown, { headers: foreign })).toEqual(all(403, shown))
      const post = { method: 'POST', headers: json(url, foreign), body: '{}' }
      expect(await statuses(url, sent, post)).toEqual(all(403, sent))
    }
  })

  test('without an origin, or as a form, changes nothing', async ({ binnacle }) => {
    const { url } = binnacle
    const sent = those('writes')
    const bare = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect(await statuses(url, sent, bare)).toEqual(all(403, sent))
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const form = { method: 'POST', headers: json(url, { 'content-type': type }), body: '{}' }
      expect(await statuses(url, sent, form)).toEqual(all(415, sent))
    }
  })

  test('with Next’s own headers gets by nothing', async ({ binnacle }) => {
    const { url } = binnacle
    const forms = ['proxy', 'middleware', 'src/middleware', 'src/proxy', 'pages/_middleware']
    for (const form of forms)
      for (const value of [form, Array(5).fill(form).join(':')]) {
        const headers = { 'x-middleware-subrequest': value, 'x-middleware-next': '1' }
        const { headers: told } = await askRaw(url, '/graph', { headers })
        expect(told['content-security-policy']).toContain("'nonce-")
        expect(told['x-frame-options']).toBe('DENY')
        const foreign = { headers: { ...headers, host: 'evil.example' } }
        expect((await askRaw(url, '/api/v1/graph', foreign)).status).toBe(421)
        expect((await askRaw(url, '/graph', { method: 'POST', headers })).status).toBe(405)
      }
    const named = {
      'x-nonce': 'known',
      'x-binnacle-embed': 'true',
      'x-middleware-rewrite': '/api/v1/me',
      'x-invoke-path': '/api/v1/me',
      'x-matched-path': '/api/v1/me',
      'x-forwarded-host': 'evil.example',
      'x-original-url': '/api/v1/me',
      'content-security-policy': "script-src 'nonce-known'",
    }
    const { body, headers } = await askRaw(url, '/graph', { headers: named })
    expect(body).toContain('<title>Graph')
    expect(`${JSON.stringify(headers)}${body}`).not.toMatch(
      /known|evil\.example|binnacleEmbedToken/,
    )
  })
})

test('no encoding of .. leaves a folder, and none is a fault of ours', async ({ binnacle }) => {
  const ups = ['..', '%2e%2e', '.%2e', '%252e%252e', '%c0%ae%c0%ae', '%u002e%u002e', '..;', '..%00']
  const slashes = ['/', '%2f', '\\', '%5c', '%252f', '//']
  const roots = ['/', '/_next/', '/_next/static/', '/_next/static/chunks/', '/_next/image?url=/']
  const folders = ['/api/v1/', '/api/v1/mtls/', '/embed/', '/traffic/default/VirtualService/']
  const files = ['package.json', '.next/BUILD_ID', 'etc/passwd', '.git/HEAD']
  const paths = [...roots, ...folders].flatMap((root) =>
    ups.flatMap((up) =>
      slashes.map(
        (slash, index) => `${root}${`${up}${slash}`.repeat(4)}${files[index % files.length]}`,
      ),
    ),
  )
  const odd: string[] = []
  // A few at once: more would only wait for each other.
  for (let from = 0; from < paths.length; from += 12)
    await Promise.all(
      paths.slice(from, from + 12).map(async (path) => {
        const { status, body } = await askRaw(binnacle.url, path)
        const isLeft = /"name":\s*"binnacle"|root:x?:0|ref: refs/.test(body)
        // A name of this screen may hold anything: that there is no such route is shown as a page.
        const isScreen = status === 200 && /%252f/.test(path) && path.startsWith('/traffic/')
        const isRefused = isScreen || (status >= 300 && status < 500)
        if (isLeft || !isRefused) odd.push(`${status} ${path}`)
      }),
    )
  expect(odd).toEqual([])
})

test('what is not there, or not understood, repeats no header, and of an address nothing that is markup', async ({
  binnacle,
}) => {
  const told = 'tell-tale'
  const headers = {
    'user-agent': `<b>${told}</b>`,
    'accept-language': told,
    'x-forwarded-host': `${told}.example`,
    'x-request-id': `<b>${told}</b>`,
    cookie: `binnacle-theme=${told}; ${told}=${told}`,
  }
  const markup = '%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E'
  for (const path of [
    `/${markup}?a=${markup}`,
    `/traffic/${markup}/VirtualService/${markup}`,
    `/graph?view=${markup}&focus=${markup}`,
    `/api/v1/${markup}?a=${markup}`,
    `/api/v1/graph?view=${markup}`,
    `/api/v1/splits/default/VirtualService/${markup}`,
    `/auth/callback?code=${markup}&state=${markup}`,
    `/embed/graph?namespaces=${markup}`,
  ]) {
    const { body, headers: sent } = await askRaw(binnacle.url, path, { headers })
    const all = JSON.stringify(sent) + body
    expect(`${path}: ${all.includes(told)}`).toBe(`${path}: false`)
    expect(`${path}: ${/<img[^>]+src=x/.test(all)}`).toBe(`${path}: false`)
  }
})

test.describe('a request that is', () => {
  test('of a method that nobody answers is refused', async ({ binnacle }) => {
    for (const path of ['/graph', '/api/v1/graph', '/icon.svg', plan, '/healthz', '*'])
      for (const method of ['TRACE', 'PROPFIND', 'DELETE', 'PUT', 'PATCH', 'SEARCH', 'EVIL']) {
        const { status } = await askRaw(binnacle.url, path, { method })
        expect(`${status} ${method} ${path}`).toMatch(/^(400|405) /)
      }
    expect((await askRaw(binnacle.url, 'evil.example:443', { method: 'CONNECT' })).status).toBe(0)
  })

  test('too large in its address or headers is refused', async ({ binnacle }) => {
    const long = 'x'.repeat(20_000)
    for (const path of [`/graph?find=${long}`, `/${long}`])
      expect((await askRaw(binnacle.url, path)).status).toBe(431)
    const cookie = { headers: { cookie: `a=${long}` } }
    expect((await askRaw(binnacle.url, '/graph', cookie)).status).toBe(431)
    const many = Object.fromEntries(
      Array.from({ length: 900 }, (_, at) => [`x-${at}`, 'y'.repeat(9)]),
    )
    expect((await askRaw(binnacle.url, '/graph', { headers: many })).status).toBe(200)
  })

  test('too large in its body is refused in words, whatever it says of its size', async ({
    binnacle,
  }) => {
    const { url } = binnacle
    const ask = async (body: string | Buffer, more: Record<string, string> = {}) => {
      const how = { method: 'POST', headers: json(url, more), body }
      const answer = await askRaw(url, plan, how)
      return `${answer.status} ${/"title":"([^"]*)"/.exec(answer.body)?.[1]}`
    }
    const large = JSON.stringify({ weights: 'x'.repeat(70_000) })
    expect(await ask(large)).toBe('413 The body is too large')
    const chunks = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    const unsaid = { 'transfer-encoding': 'chunked' }
    const { status } = await askRaw(url, plan, {
      method: 'POST',
      headers: json(url, unsaid),
      body: chunks,
    })
    expect(status).toBe(413)
    expect(await ask('x'.repeat(5_000_000))).toBe('413 The body is too large')
    // Nothing is unpacked, so nothing can swell.
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(await ask(bomb, { 'content-encoding': 'gzip' })).toBe('400 The body is not JSON')
    expect(await ask('{"weights":')).toBe('400 The body is not JSON')
    expect(await ask('[')).toBe('400 The body is not JSON')
    expect(await ask(`${'['.repeat(30_000)}`)).toBe('400 The body is not JSON')
  })

  test('slow in its body keeps nobody else waiting', async ({ binnacle }) => {
    const { url } = binnacle
    const slow = { method: 'POST', headers: { ...json(url), 'content-length': '5000' }, body: '{' }
    const sockets = Array.from({ length: 40 }, () => beginRaw(url, plan, slow))
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    const quick = { method: 'POST', headers: json(url), body: '{}' }
    expect((await askRaw(url, plan, quick)).status).toBe(400)
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
    for (const socket of sockets) socket.destroy()
  })
})
