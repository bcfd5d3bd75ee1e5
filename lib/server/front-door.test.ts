import { describe, expect, test } from 'vitest'
import { turnedAway } from './front-door'

const laptop = { auth: 'kubeconfig', publicUrl: null } as const
const cluster = { auth: 'anonymous', publicUrl: 'https://binnacle.example.com' } as const
const own = { host: 'localhost:3000' }

const ask = (
  pathname: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  env: Parameters<typeof turnedAway>[1] = laptop,
) => turnedAway({ method, pathname, headers: new Headers({ ...own, ...headers }) }, env)

test('what a browser asks for itself goes to its route', () => {
  for (const pathname of [
    '/',
    '/graph',
    '/api/v1/stream',
    '/embed/graph',
    '/embed.js',
    '/icon.svg',
  ])
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ])
      expect(ask(pathname, { headers })).toBeNull()
})

describe('a page of another site', () => {
  const from = (site: string, mode: string, dest: string) => ({
    headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
  })

  test('may link to us', () => {
    expect(ask('/graph', from('cross-site', 'navigate', 'document'))).toBeNull()
    expect(ask('/api/v1/graph', from('same-site', 'navigate', 'document'))).toBeNull()
  })

  test.each([
    ['fetch', from('cross-site', 'no-cors', 'empty')],
    ['fetch from another port', from('same-site', 'cors', 'empty')],
    ['show as a picture', from('cross-site', 'no-cors', 'image')],
    ['frame', from('cross-site', 'navigate', 'iframe')],
    ['ask with its own origin', { headers: { origin: 'https://evil.example' } }],
    ['ask with none', { headers: { origin: 'null' } }],
  ])('may not %s what we show', (_, asked) => {
    for (const pathname of ['/graph', '/api/v1/graph', '/api/v1/stream'])
      expect(ask(pathname, asked)).toMatchObject({ status: 403 })
  })

  test('may frame a panel and run its script', () => {
    expect(ask('/embed/graph', from('cross-site', 'navigate', 'iframe'))).toBeNull()
    expect(ask('/embed.js', from('cross-site', 'no-cors', 'script'))).toBeNull()
  })
})

test('pages, files and probes are only shown; what is sent goes to handlers', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    for (const pathname of ['/', '/graph', '/nowhere', '/healthz', '/embed.js', '/apis'])
      expect(ask(pathname, { method })).toMatchObject({ status: 405, allow: 'GET, HEAD' })
    expect(ask('/api/v1/splits/create/plan', { method })).toBeNull()
    expect(ask('/auth/login', { method })).toBeNull()
  }
})

test.each(['/traffic/a/b/%', '/api/v1/mtls/%ff', '/%c0%ae%c0%ae/x'])(
  '%s is no address',
  (pathname) => {
    expect(ask(pathname)).toMatchObject({ status: 400 })
  },
)

describe('in a cluster', () => {
  const byAddress = { headers: { host: '10.0.0.7:3000' } }

  test.each(['/healthz', '/readyz', '/metrics'])('%s is told by the address of the pod', (path) => {
    expect(ask(path, byAddress, cluster)).toBeNull()
    expect(ask(path, { ...byAddress, method: 'POST' }, cluster)).toMatchObject({ status: 405 })
  })

  test.each(['/graph', '/api/v1/graph', '/metrics/', '/readyz/x'])('%s is not', (path) => {
    expect(ask(path, byAddress, cluster)).toMatchObject({ status: 421 })
  })
})

test('on a laptop nothing is told to another name', () => {
  for (const pathname of ['/healthz', '/metrics', '/graph'])
    expect(ask(pathname, { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 })
})
