import { NextRequest } from 'next/server'
import { describe, expect, test, vi } from 'vitest'
import { contentSecurityPolicy, proxy } from './proxy'

let embed: { origins: string[] } | null = null
vi.mock('./lib/env', async (original) => ({
  ...(await original<typeof import('./lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', publicUrl: null, embed }),
}))

const ask = (host: string) =>
  proxy(new NextRequest('http://localhost:3000/graph', { headers: { host } }))

test('a request for a foreign name is answered 421', async () => {
  expect((await ask('evil.example')).status).toBe(421)
})

describe('the headers of a page', () => {
  test('give every document a nonce of its own', async () => {
    const policies = (await Promise.all([ask('localhost'), ask('localhost')])).map((response) =>
      response.headers.get('content-security-policy'),
    )
    expect(policies[0]).toMatch(/script-src 'self' 'nonce-[\w=+/]+' 'strict-dynamic';/)
    expect(policies[0]).not.toBe(policies[1])
  })

  test('hand the same nonce to the page', async () => {
    const { headers } = await ask('localhost')
    const nonce = headers.get('x-middleware-request-x-nonce')
    expect(nonce).toBeTruthy()
    expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
    expect(headers.get('x-middleware-request-content-security-policy')).toContain(
      `'nonce-${nonce}'`,
    )
  })

  test('forbid framing, guessing of types and referrers to others', async () => {
    expect(Object.fromEntries((await ask('localhost')).headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
  })

  test('tell nobody the address of a sign-in, which holds a code', async () => {
    const request = new NextRequest('http://localhost:3000/auth/callback?code=x', {
      headers: { host: 'localhost' },
    })
    expect((await proxy(request)).headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('allow evaluation in development only', () => {
    expect(contentSecurityPolicy('n', { development: true, ancestors: [] })).toContain(
      "'unsafe-eval'",
    )
    expect(contentSecurityPolicy('n', { development: false, ancestors: [] })).not.toContain(
      'unsafe-eval',
    )
  })
})

describe('a panel for portals', () => {
  const askFor = (path: string, init: { method?: string; cookie?: string } = {}) =>
    proxy(
      new NextRequest(`http://localhost:3000${path}`, {
        method: init.method ?? 'GET',
        headers: { host: 'localhost', ...(init.cookie ? { cookie: init.cookie } : {}) },
      }),
    )
  const header = async (path: string, name: string) => (await askFor(path)).headers.get(name)
  const framers = async (path: string) =>
    /frame-ancestors ([^;]+)/.exec((await header(path, 'content-security-policy')) ?? '')?.[1]

  test('is framed by the configured origins alone, and nothing else is framed at all', async () => {
    embed = { origins: ['https://portal.example.com', 'http://localhost:4000'] }
    expect(await framers('/embed/graph')).toBe('https://portal.example.com http://localhost:4000')
    expect(await header('/embed/graph', 'x-frame-options')).toBeNull()
    expect(await header('/embed/graph', 'referrer-policy')).toBe('no-referrer')
    for (const path of ['/graph', '/embedded', '/api/v1/graph', '/']) {
      expect(await framers(path)).toBe("'none'")
      expect(await header(path, 'x-frame-options')).toBe('DENY')
    }
  })

  test('is framed by nobody where nothing is configured', async () => {
    embed = null
    expect(await framers('/embed/graph')).toBe("'none'")
  })

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])(
    'is not answered to %s',
    async (method) => {
      const response = await askFor('/embed/graph', { method })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET')
    },
  )

  test('is handed no cookie', async () => {
    const told = async (path: string) => {
      const { headers } = await askFor(path, { cookie: 'binnacle-theme=dark' })
      return headers.get('x-middleware-override-headers')
    }
    expect((await told('/graph'))?.split(',')).toContain('cookie')
    expect((await told('/embed/graph'))?.split(',')).not.toContain('cookie')
  })
})
