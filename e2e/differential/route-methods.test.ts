import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuthMode } from '../../lib/env/auth'
import { type EmbedView, embedViews, mintEmbedToken } from '../../lib/identity/embed-token'
import { embedRoutes } from '../../lib/server/embed-routes'
import { type AppRoute, appRoutes, type Method, methods } from './routes'

/**
 * What every route answers to every method, by who asks. Routes are found where Next finds them: one
 * without a row fails.
 */
const asking = vi.hoisted((): { auth: AuthMode; viewOnly: boolean; keysFile: string } => ({
  auth: 'kubeconfig',
  viewOnly: false,
  keysFile: '',
}))
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  readEnv: () => ({
    ...asking,
    header: {
      user: 'x-forwarded-user',
      groups: 'x-forwarded-groups',
      proof: { kind: 'secret', secret: 'known to the proxy alone' },
      prefixes: { user: '', group: '' },
    },
    impersonateSystem: [],
    publicUrl: null,
    embed: {
      keysFile: asking.keysFile,
      audience: 'binnacle',
      origins: ['https://portal.example.com'],
    },
    sessionKey: null,
    oidc: null,
    // Nobody is there: a read that is let through fails at its upstream, or tells what is missing.
    kubeconfig: '/nowhere',
    inCluster: false,
    prometheusUrl: 'http://127.0.0.1:9',
    prometheusMatchers: null,
  }),
}))

/**
 * `open` tells nothing of the mesh; a route that writes also plans. The last two are about who is
 * asking: they lead to a provider and back, or begin and end a session.
 */
type Kind = 'open' | 'reads' | 'writes' | 'leads' | 'session'

const rows: Record<string, Kind> = {
  '/api/v1/changes': 'reads',
  '/api/v1/connections': 'reads',
  '/api/v1/explain': 'reads',
  '/api/v1/graph': 'reads',
  '/api/v1/graph/table': 'reads',
  '/api/v1/me': 'reads',
  '/api/v1/mesh': 'reads',
  '/api/v1/mtls': 'reads',
  '/api/v1/mtls/[namespace]': 'reads',
  '/api/v1/mtls/[namespace]/apply': 'writes',
  '/api/v1/mtls/[namespace]/plan': 'writes',
  '/api/v1/mtls/[namespace]/revert': 'writes',
  '/api/v1/mtls/[namespace]/revert/plan': 'writes',
  '/api/v1/mtls/[namespace]/verify': 'reads',
  '/api/v1/mtls/call': 'reads',
  '/api/v1/openapi.json': 'open',
  '/api/v1/series': 'reads',
  '/api/v1/splits': 'reads',
  '/api/v1/splits/[namespace]/[kind]/[name]': 'reads',
  '/api/v1/splits/[namespace]/[kind]/[name]/apply': 'writes',
  '/api/v1/splits/[namespace]/[kind]/[name]/plan': 'writes',
  '/api/v1/splits/[namespace]/[kind]/[name]/revert': 'writes',
  '/api/v1/splits/[namespace]/[kind]/[name]/revert/plan': 'writes',
  '/api/v1/splits/candidates': 'reads',
  '/api/v1/splits/create/apply': 'writes',
  '/api/v1/splits/create/plan': 'writes',
  '/api/v1/splits/create/undo': 'writes',
  '/api/v1/stream': 'reads',
  '/auth/callback': 'leads',
  '/auth/logout': 'session',
  '/auth/start': 'leads',
  '/auth/token': 'session',
  '/healthz': 'open',
  '/metrics': 'open',
  '/readyz': 'open',
}

const methodOf: Record<Kind, Method> = {
  open: 'GET',
  reads: 'GET',
  writes: 'POST',
  leads: 'GET',
  session: 'POST',
}

/** Queries that are understood: what is refused is refused for who asks. */
const queries: Record<string, string> = {
  '/api/v1/changes': '?node=namespace/-/shop',
  '/api/v1/series': '?node=namespace/-/shop',
  '/api/v1/mtls/call': '?client=shop/web&service=shop/web&port=80',
  '/api/v1/mtls/[namespace]/verify': '?since=1790000000000',
}
const params = { namespace: 'shop', kind: 'VirtualService', name: 'web' }
const pathOf = (route: string) =>
  Object.entries(params).reduce((one, [name, value]) => one.replace(`[${name}]`, value), route)

const own = {
  host: 'localhost:3000',
  origin: 'http://localhost:3000',
  'content-type': 'application/json',
}

const cacheControls = new Map<string, string | null>()

async function ask({ route, handlers }: AppRoute, headers: Record<string, string> = {}) {
  const kind = rows[route] ?? 'open'
  const method = methodOf[kind]
  const leaving = new AbortController()
  const request = new Request(`http://localhost:3000${pathOf(route)}${queries[route] ?? ''}`, {
    method,
    headers: { ...own, ...headers },
    signal: leaving.signal,
    ...(method === 'POST' ? { body: '{}' } : {}),
  })
  const response = await handlers[method]?.(request, { params: Promise.resolve(params) })
  const { status = 0 } = response ?? {}
  cacheControls.set(`${status} ${route}`, response?.headers.get('cache-control') ?? null)
  // A stream has no end of its own.
  await response?.body?.cancel()
  leaving.abort()
  return status
}

const panelKey = { kty: 'oct', kid: 'portal', k: randomBytes(32).toString('base64url') }

let routes: AppRoute[]
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-routes-'))
  asking.keysFile = path.join(folder, 'keys.json')
  writeFileSync(asking.keysFile, JSON.stringify({ keys: [panelKey] }))
  routes = await appRoutes()
  return () => rmSync(folder, { recursive: true })
})
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  Object.assign(asking, { auth: 'kubeconfig', viewOnly: false })
})

/** Route, and what came back; only of this kind. */
async function statusesOf(kind: Kind, headers?: Record<string, string>) {
  const those = routes.filter(({ route }) => rows[route] === kind)
  return Promise.all(those.map(async (one) => `${await ask(one, headers)} ${one.route}`))
}

const all = (status: number, kind: Kind) =>
  Object.entries(rows)
    .filter(([, one]) => one === kind)
    .map(([route]) => `${status} ${route}`)
    .sort()

test('every route has a row, and answers its one method and no other', () => {
  const exported = routes.map(({ route, handlers }) => [
    route,
    methods.filter((method) => handlers[method]),
  ])
  const wanted = Object.entries(rows).map(([route, kind]) => [route, [methodOf[kind]]])
  expect(Object.fromEntries(exported)).toEqual(Object.fromEntries(wanted))
})

describe.each([
  ['view-only', { auth: 'kubeconfig', viewOnly: true }],
  ['anonymous', { auth: 'anonymous', viewOnly: false }],
] as const)('%s', (_, mode) => {
  beforeEach(() => void Object.assign(asking, mode))

  test('writes nothing', async () => {
    expect((await statusesOf('writes')).sort()).toEqual(all(403, 'writes'))
  })

  test('is not turned away from what is read', async () => {
    const turnedAway = (await statusesOf('reads')).filter((one) => /^(400|401|403|405)/.test(one))
    expect(turnedAway).toEqual([])
  })
})

test.each(['token', 'oidc', 'header'] as const)(
  'who is not signed in (%s) reads nothing and writes nothing, and the process tells how it is',
  async (auth) => {
    asking.auth = auth
    expect((await statusesOf('reads')).sort()).toEqual(all(401, 'reads'))
    expect((await statusesOf('writes')).sort()).toEqual(all(401, 'writes'))
    expect((await statusesOf('open')).sort()).toEqual(all(200, 'open'))
    // Next's own word for a request that has been looked at already (CVE-2025-29927).
    const looked = { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }
    expect((await statusesOf('reads', looked)).sort()).toEqual(all(401, 'reads'))
  },
)

describe('whom the proxy names', () => {
  const alice = {
    'x-binnacle-proxy-secret': 'known to the proxy alone',
    'x-forwarded-user': 'alice',
  }
  beforeEach(() => void Object.assign(asking, { auth: 'header' }))

  test('is not turned away, and what they write is looked at', async () => {
    const turnedAway = [
      ...(await statusesOf('reads', alice)),
      ...(await statusesOf('writes', alice)),
    ].filter((one) => /^(401|403|405)/.test(one))
    expect(turnedAway).toEqual([])
  })

  test('writes nothing where nobody does', async () => {
    asking.viewOnly = true
    expect((await statusesOf('writes', alice)).sort()).toEqual(all(403, 'writes'))
  })
})

describe('who has the token of a panel', () => {
  const opened = new Set(Object.values(embedRoutes).flat())
  async function panel(views: EmbedView[]) {
    const signing = { key: panelKey, audience: 'binnacle', now: Date.now() }
    const token = await mintEmbedToken({ namespaces: ['shop'], views }, signing)
    return { authorization: `Binnacle-Embed ${token}` }
  }

  // Whatever the console asks of people, and whatever else they would be there.
  test.each(['kubeconfig', 'anonymous', 'token', 'header'] as const)(
    'reads what its views are made of and nothing else, and writes nothing (%s)',
    async (auth) => {
      asking.auth = auth
      const headers = await panel([...embedViews])
      const answered = await statusesOf('reads', headers)
      const closed = answered.filter((one) => one.startsWith('403 ')).map((one) => one.slice(4))
      const others = Object.keys(rows).filter((one) => rows[one] === 'reads' && !opened.has(one))
      expect(closed.sort()).toEqual(others.sort())
      expect(answered.filter((one) => /^(400|401|405)/.test(one))).toEqual([])
      expect((await statusesOf('writes', headers)).sort()).toEqual(all(403, 'writes'))
    },
  )

  test('which is none reads nothing, though anybody may', async () => {
    asking.auth = 'anonymous'
    const headers = { authorization: 'Binnacle-Embed nonsense' }
    expect((await statusesOf('reads', headers)).sort()).toEqual(all(401, 'reads'))
    expect((await statusesOf('writes', headers)).sort()).toEqual(all(401, 'writes'))
  })
})

test('nothing that depends on who asks is kept by a cache that others share', async () => {
  cacheControls.clear()
  await Promise.all([
    statusesOf('reads'),
    statusesOf('writes'),
    statusesOf('leads'),
    statusesOf('session'),
  ])
  const shared = [...cacheControls].filter(([, said]) => !/private|no-store/.test(said ?? ''))
  expect(shared).toEqual([])
})

test.each([
  ['a foreign Host', { host: 'evil.example', origin: 'http://evil.example' }, 421],
  ['a foreign Origin', { origin: 'http://evil.example' }, 403],
  ['the Origin of a document without one', { origin: 'null' }, 403],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a form', { 'content-type': 'text/plain' }, 415],
])('%s changes nothing, on any route that writes', async (_, headers, status) => {
  expect((await statusesOf('writes', headers)).sort()).toEqual(all(status, 'writes'))
  expect((await statusesOf('session', headers)).sort()).toEqual(all(status, 'session'))
})

test('where nobody signs in, no way leads in', async () => {
  expect((await statusesOf('leads')).sort()).toEqual(all(404, 'leads'))
  expect((await statusesOf('session')).sort()).toEqual(all(404, 'session'))
})

test.each([
  ['a foreign Origin', { origin: 'http://evil.example' }],
  ['a document without an Origin', { origin: 'null' }],
  ['a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
])('%s is answered nothing, on any route that reads, the stream as well', async (_, headers) => {
  expect((await statusesOf('reads', headers)).sort()).toEqual(all(403, 'reads'))
})
