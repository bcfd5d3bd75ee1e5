import { NextRequest } from 'next/server'
import { describe, expect, test, vi } from 'vitest'
import { contentSecurityPolicy, proxy } from './proxy'

vi.mock('./lib/env', async (original) => ({
  ...(await original<typeof import('./lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', publicUrl: null }),
}))

const ask = (host: string) =>
  proxy(new NextRequest('http://localhost:3000/graph', { headers: { host } }))

test('a request for a foreign name is answered 421', () => {
  expect(ask('evil.example').status).toBe(421)
})

describe('the headers of a page', () => {
  test('give every document a nonce of its own', () => {
    const policies = [ask('localhost'), ask('localhost')].map((response) =>
      response.headers.get('content-security-policy'),
    )
    expect(policies[0]).toMatch(/script-src 'self' 'nonce-[\w=+/]+' 'strict-dynamic';/)
    expect(policies[0]).not.toBe(policies[1])
  })

  test('hand the same nonce to the page', () => {
    const { headers } = ask('localhost')
    const nonce = headers.get('x-middleware-request-x-nonce')
    expect(nonce).toBeTruthy()
    expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
    expect(headers.get('x-middleware-request-content-security-policy')).toContain(
      `'nonce-${nonce}'`,
    )
  })

  test('forbid framing, guessing of types and referrers to others', () => {
    expect(Object.fromEntries(ask('localhost').headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
  })

  test('allow evaluation in development only', () => {
    expect(contentSecurityPolicy('n', true)).toContain("'unsafe-eval'")
    expect(contentSecurityPolicy('n', false)).not.toContain('unsafe-eval')
  })

  test('snapshot: the policy in production', () => {
    expect(contentSecurityPolicy('NONCE', false).split('; ')).toMatchInlineSnapshot(`
      [
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
      ]
    `)
  })
})
