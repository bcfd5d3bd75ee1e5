import { afterEach, describe, expect, test, vi } from 'vitest'
import { askedAs, embedOffsetMs, holdEmbedToken, readEmbedClaims, renewIn } from './embed-token'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'

afterEach(() => {
  holdEmbedToken(null)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const tokenOf = (claims: unknown) =>
  `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

describe('the token that is held', () => {
  test('goes along with every question, the renewed one after it, and no cookie with either', async () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({}))
    for (const token of ['a.b.c', 'd.e.f']) {
      holdEmbedToken(token)
      await fetchJson('/api/v1/graph', new AbortController().signal)
    }
    const accept = 'application/json'
    expect(ask.mock.calls.map(([, init]) => init)).toMatchObject([
      { credentials: 'omit', headers: { accept, authorization: 'Binnacle-Embed a.b.c' } },
      { credentials: 'omit', headers: { accept, authorization: 'Binnacle-Embed d.e.f' } },
    ])
  })

  test('is none on the console’s own screens', () => {
    expect(askedAs()).toEqual({ headers: {}, credentials: 'same-origin' })
  })
})

describe('panels of one page', () => {
  test('ask apart from each other, but within one slot of the server', () => {
    vi.useFakeTimers({ now: 1_789_999_995_000 })
    const interval = () => renewed(15, ['graph']).refetchInterval({ state: { status: 'success' } })
    expect(interval()).toBe(16_500)
    holdEmbedToken('a.b.c')
    const own = embedOffsetMs(() => 0.999)
    expect(own).toBe(2_997)
    expect(interval()).toBe(16_500 + own)
    expect(1_500 + own).toBeLessThan(5_000)
  })
})

test('a token’s claims are read, also in letters beyond ASCII', () => {
  const claims = { exp: 600, namespaces: ['shop'], views: ['graph'], theme: 'dark', sub: 'Zoë ☂' }
  expect(readEmbedClaims(tokenOf(claims))).toEqual({
    exp: 600,
    namespaces: ['shop'],
    views: ['graph'],
    theme: 'dark',
    window: null,
  })
})

test.each([
  '',
  'x',
  'a.b.c',
  tokenOf(null),
  tokenOf({ exp: '600' }),
  tokenOf({ exp: 1, namespaces: [7] }),
])('%j has no claims', (token) => {
  expect(readEmbedClaims(token)).toBeNull()
})

test('the next token is asked for a minute before the end, and soon where that is over', () => {
  const claims = { exp: 600, namespaces: [], views: [], theme: null, window: null }
  expect(renewIn(claims, 0)).toBe(540_000)
  expect(renewIn(claims, 700_000)).toBe(10_000)
})
