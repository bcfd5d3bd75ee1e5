import { type AppRoute, addressOf, appRoutes } from './support/app-routes'
import { expect, test } from './support/fixtures'
import { askRaw, type RawAnswer, type RawRequest } from './support/raw-http'

/** What a kind of answer says to browsers, and to whatever keeps answers. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'nonce-NONCE' 'strict-dynamic'",
  "style-src 'self' 'nonce-NONCE'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const shown = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const never = 'private, no-cache, no-store, max-age=0, must-revalidate'

const kinds = {
  page: { ...shown, 'cache-control': never },
  // Who may frame it is said by the policy, here nobody: no origin is configured.
  panel: {
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': never,
  },
  // Kept by this person's browser, and shown only after asking.
  data: { ...shown, 'cache-control': 'private, no-cache' },
  // Ways in, whose addresses hold codes; this console has none.
  auth: { ...shown, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
  way: { ...shown, 'referrer-policy': 'no-referrer', 'cache-control': never },
  stream: { ...shown, 'cache-control': 'private, no-store, no-transform' },
  unkept: { ...shown, 'cache-control': 'no-store' },
  file: { ...shown, 'cache-control': 'public, max-age=0' },
  built: {
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  },
  refused: {
    ...shown,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  },
}
type Kind = keyof typeof kinds

const rows: Record<string, Kind> = {
  '/': 'page',
  '/api/v1/changes': 'data',
  '/api/v1/connections': 'data',
  '/api/v1/explain': 'data',
  '/api/v1/graph': 'data',
  '/api/v1/graph/table': 'data',
  '/api/v1/me': 'data',
  '/api/v1/mesh': 'data',
  '/api/v1/mtls': 'data',
  '/api/v1/mtls/[namespace]': 'data',
  '/api/v1/mtls/[namespace]/apply': 'unkept',
  '/api/v1/mtls/[namespace]/plan': 'unkept',
  '/api/v1/mtls/[namespace]/revert': 'unkept',
  '/api/v1/mtls/[namespace]/revert/plan': 'unkept',
  '/api/v1/mtls/[namespace]/verify': 'data',
  '/api/v1/mtls/call': 'data',
  '/api/v1/openapi.json': 'unkept',
  '/api/v1/series': 'data',
  '/api/v1/splits': 'data',
  '/api/v1/splits/[namespace]/[kind]/[name]': 'data',
  '/api/v1/splits/[namespace]/[kind]/[name]/apply': 'unkept',
  '/api/v1/splits/[namespace]/[kind]/[name]/plan': 'unkept',
  '/api/v1/splits/[namespace]/[kind]/[name]/revert': 'unkept',
  '/api/v1/splits/[namespace]/[kind]/[name]/revert/plan': 'unkept',
  '/api/v1/splits/candidates': 'data',
  '/api/v1/splits/create/apply': 'unkept',
  '/api/v1/splits/create/plan': 'unkept',
  '/api/v1/splits/create/undo': 'unkept',
  '/api/v1/stream': 'stream',
  '/auth/callback': 'auth',
  '/auth/login': 'way',
  '/auth/logout': 'auth',
  '/auth/start': 'auth',
  '/auth/token': 'auth',
  '/connections': 'page',
  '/embed/graph': 'panel',
  '/embed/mtls': 'panel',
  '/embed/split': 'panel',
  '/graph': 'page',
  '/healthz': 'unkept',
  '/metrics': 'unkept',
  '/readyz': 'unkept',
  '/security': 'page',
  '/security/[namespace]': 'page',
  '/traffic': 'page',
  '/traffic/[namespace]/[kind]/[name]': 'page',
}

/** Questions that are understood. */
const queries: Record<string, string> = {
  '/api/v1/changes': '?node=namespace/-/default',
  '/api/v1/series': '?node=namespace/-/default',
  '/api/v1/mtls/call': '?client=default/productpage-v1&service=default/reviews&port=9080',
  '/api/v1/mtls/[namespace]/verify': `?since=${Date.now() - 60_000}`,
}

/** All headers that any kind has, so that one too many is found as well. */
const watched = [...new Set(Object.values(kinds).flatMap((kind) => Object.keys(kind)))]

const told = ({ headers }: RawAnswer) =>
  Object.fromEntries(
    watched.flatMap((name) => {
      const value = headers[name]?.replaceAll(/nonce-[\w+/=]{16,}/g, 'nonce-NONCE')
      return value === undefined ? [] : [[name, value]]
    }),
  )

const plain = (url: string): RawRequest => ({
  method: 'POST',
  headers: { origin: new URL(url).origin, 'content-type': 'application/json' },
  body: '{}',
})

const ask = (url: string, { route, kind }: AppRoute) =>
  askRaw(url, `${addressOf(route)}${queries[route] ?? ''}`, {
    ...(kind === 'writes' ? plain(url) : {}),
    ...(route.endsWith('/stream') ? { until: /: open/ } : {}),
  })

test('each route sends the headers of its kind, and none is without a kind', async ({
  binnacle,
}) => {
  const routes = appRoutes()
  expect(routes.map(({ route }) => route)).toEqual(Object.keys(rows))
  const answers = await Promise.all(
    routes.map(async (one) => [one.route, told(await ask(binnacle.url, one))] as const),
  )
  const wanted = Object.entries(rows).map(([route, kind]) => [route, kinds[kind]])
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(wanted))
})

test('what is no route, or not of this method, has headers as well', async ({
  binnacle,
  request,
}) => {
  const page = await (await request.get('/graph')).text()
  const chunk = /\/_next\/static\/chunks\/[^"'\\]+?\.js/.exec(page)?.[0] ?? ''
  const cases: [string, number, Kind, RawRequest?][] = [
    ['/nowhere', 404, 'page'],
    ['/api/v1/nowhere', 404, 'page'],
    ['/embed/nowhere', 404, 'panel'],
    ['/traffic/default/VirtualService/nowhere', 200, 'page'],
    ['/api/v1/graph?view=pie', 400, 'unkept'],
    ['/icon.svg', 200, 'file'],
    ['/embed.js', 200, 'file'],
    [chunk, 200, 'built'],
    ['/graph', 405, 'refused', { method: 'POST' }],
    ['/graph', 405, 'refused', { method: 'TRACE' }],
    ['/embed/graph', 405, 'refused', { method: 'HEAD' }],
    ['/graph', 421, 'refused', { headers: { host: 'evil.example' } }],
    ['/graph', 403, 'refused', { headers: { origin: 'https://evil.example' } }],
    ['/traffic/a/b/%', 400, 'refused'],
    ['/_global-error', 404, 'refused'],
  ]
  for (const [path, status, kind, how] of cases) {
    const answer = await askRaw(binnacle.url, path, how)
    expect({ path, how, status: answer.status, ...told(answer) }).toEqual({
      path,
      how,
      status,
      ...kinds[kind],
    })
  }
})

test('every script of every page has the nonce of its own answer', async ({ binnacle }) => {
  const pages = [...appRoutes().filter(({ kind }) => kind === 'page'), { route: '/nowhere' }]
  const seen = new Set<string>()
  for (const { route } of [...pages, ...pages]) {
    const { headers, body } = await askRaw(binnacle.url, addressOf(route))
    const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1] ?? ''
    expect(seen.has(nonce), `a new nonce for ${route}`).toBe(false)
    seen.add(nonce)
    const scripts = body.match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length, route).toBeGreaterThan(0)
    expect(
      scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      route,
    ).toEqual([])
    expect(body, route).not.toMatch(/<[^>]+\son\w+\s*=/)
  }
})
