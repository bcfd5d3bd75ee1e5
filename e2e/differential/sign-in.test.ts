import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Env } from '../../lib/env'
import { isOverdue } from '../../lib/identity/oidc-session'
import { openSession } from '../../lib/identity/session'
import { finishCodeFlow, startCodeFlow } from '../../lib/server/auth/code-flow'
import { signOut } from '../../lib/server/auth/sign-out'
import type { Flaw } from '../testbed/oidc/id-tokens'
import { type IdentityProvider, startIdentityProvider } from '../testbed/oidc/identity-provider'
import { keepLog } from './kept-log'
import { oidcEnvOf, personAt } from './oidc-person'
import { browserAt } from './sign-in-browser'

const publicUrl = 'https://binnacle.example.com'
const key = new Uint8Array(randomBytes(32))
const env = { auth: 'oidc', publicUrl, sessionKey: key, impersonateSystem: [] } as unknown as Env
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  readEnv: () => env,
}))

let provider: IdentityProvider
let folder: string
let log: ReturnType<typeof keepLog>
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'binnacle-sign-in-'))
  provider = await startIdentityProvider({ redirectUri: `${publicUrl}/auth/callback` })
  env.oidc = oidcEnvOf(provider, folder)
})
/** Of the test that is running. */
const secrets = new Set<string>()
beforeEach(() => {
  log = keepLog()
  secrets.clear()
  secrets.add(provider.client.secret).add(Buffer.from(key).toString('base64'))
})
afterEach(async () => {
  vi.useRealTimers()
  // Whatever has gone wrong, the log has not told what it was about.
  const printed = log.lines.join('\n')
  expect([...secrets].filter((secret) => secret && printed.includes(secret))).toEqual([])
  await provider.set({ flaw: 'none', lifetimeSeconds: 3600, clockOffsetSeconds: 0 })
})
afterAll(async () => {
  await provider.stop()
  rmSync(folder, { recursive: true })
})

type Browser = ReturnType<typeof browserAt>

const locationOf = (response: Response) => response.headers.get('location') ?? ''

/** To the provider; where it leads back to, with a code. */
async function comeBack(browser: Browser, person: string, returnTo: string): Promise<string> {
  const start = `/auth/start?${new URLSearchParams({ 'return-to': returnTo })}`
  const address = new URL(locationOf(await browser.go(startCodeFlow, start)))
  const atProvider = personAt(provider)
  try {
    const { pathname, search, searchParams } = await atProvider.signIn(address, person)
    secrets.add(searchParams.get('code') ?? '').add(searchParams.get('state') ?? '')
    return pathname + search
  } finally {
    await atProvider.close()
  }
}

async function signIn(person = 'alice', returnTo = '/'): Promise<Browser> {
  const browser = browserAt(publicUrl)
  await browser.go(finishCodeFlow, await comeBack(browser, person, returnTo))
  const session = await sessionOf(browser.headers())
  secrets.add(session?.refreshToken ?? '').add(browser.headers().get('cookie') ?? '')
  return browser
}

const sessionOf = (headers: Headers) => openSession(headers, { key, isSecure: true })

/** As after so many minutes, with nobody at the screen. */
const later = (minutes: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })

describe('the way in', () => {
  test('comes back to the screen that was wanted, by an address without a code', async () => {
    const browser = browserAt(publicUrl)
    const screen = '/traffic/default/VirtualService/reviews?window=1m'
    const response = await browser.go(finishCodeFlow, await comeBack(browser, 'alice', screen))
    expect(response.status).toBe(303)
    expect(locationOf(response)).toBe(publicUrl + screen)
    expect(await sessionOf(browser.headers())).toMatchObject({ user: 'oidc:alice@example.com' })
  })

  test('leaves nothing of itself behind, and keeps no answer', async () => {
    const browser = browserAt(publicUrl)
    const back = await comeBack(browser, 'alice', '/')
    expect(browser.headers().get('cookie')).toMatch(/^__Host-binnacle-sign-in\.0=/)
    const response = await browser.go(finishCodeFlow, back)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(browser.headers().get('cookie')).toMatch(/^__Host-binnacle-session\.0=[^;]+$/)
  })

  test('never leads away from this console', async () => {
    const browser = browserAt(publicUrl)
    const back = await comeBack(browser, 'alice', '//evil.example/graph')
    expect(locationOf(await browser.go(finishCodeFlow, back))).toBe(`${publicUrl}/`)
  })
})

/** What the sign-in page is told. */
const refusalIn = (response: Response) => new URL(locationOf(response)).searchParams.get('refused')

describe('who cannot sign in is told why, and has no session', () => {
  async function refusalOf(browser: Browser, back: string) {
    const response = await browser.go(finishCodeFlow, back)
    expect(await sessionOf(browser.headers())).toBeNull()
    expect(new URL(locationOf(response)).pathname).toBe('/auth/login')
    return refusalIn(response)
  }

  test.each([
    ['mallory', 'unverified'],
    ['max', 'too-many-groups'],
  ])('%s: %s', async (person, why) => {
    const browser = browserAt(publicUrl)
    expect(await refusalOf(browser, await comeBack(browser, person, '/graph'))).toBe(why)
  })

  test.each<[Flaw, string]>([
    ['expired', 'clock'],
    ['other-audience', 'not-for-us'],
    ['other-party', 'not-for-us'],
    ['other-nonce', 'not-for-us'],
    ['forged', 'failed'],
    ['unsigned', 'failed'],
  ])('an ID token with the flaw %s: %s', async (flaw, why) => {
    const browser = browserAt(publicUrl)
    const back = await comeBack(browser, 'alice', '/')
    await provider.set({ flaw })
    expect(await refusalOf(browser, back)).toBe(why)
  })

  test('another browser than the one that left: lost', async () => {
    const back = await comeBack(browserAt(publicUrl), 'alice', '/')
    expect(await refusalOf(browserAt(publicUrl), back)).toBe('lost')
  })

  test('ten minutes later: lost', async () => {
    const browser = browserAt(publicUrl)
    const back = await comeBack(browser, 'alice', '/')
    later(10)
    expect(await refusalOf(browser, back)).toBe('lost')
  })

  test('who was refused by the provider: denied', async () => {
    const browser = browserAt(publicUrl)
    const back = new URL(await comeBack(browser, 'alice', '/'), publicUrl)
    back.searchParams.delete('code')
    back.searchParams.set('error', 'access_denied')
    expect(await refusalOf(browser, back.pathname + back.search)).toBe('denied')
  })

  test('while the provider is away, on both ways: provider-away, and then back to the screen', async () => {
    const browser = browserAt(publicUrl)
    const back = await comeBack(browser, 'alice', '/graph')
    await provider.shut()
    try {
      expect(await refusalOf(browser, back)).toBe('provider-away')
      const start = await browser.go(startCodeFlow, '/auth/start?return-to=/graph')
      expect(refusalIn(start)).toBe('provider-away')
      expect(new URL(locationOf(start)).searchParams.get('return-to')).toBe('/graph')
    } finally {
      await provider.open()
    }
  })

  test('a second tab comes back to a browser that is signed in already', async () => {
    const browser = browserAt(publicUrl)
    const first = await comeBack(browser, 'alice', '/')
    const second = await comeBack(browser, 'alice', '/')
    await browser.go(finishCodeFlow, second)
    expect(locationOf(await browser.go(finishCodeFlow, first))).toBe(`${publicUrl}/`)
  })
})

describe('a session goes on', () => {
  test('as it is while its proof is fresh', async () => {
    const browser = await signIn()
    const before = browser.headers().get('cookie')
    await browser.pass('/api/v1/graph')
    expect(browser.headers().get('cookie')).toBe(before)
  })

  test('renewed before five minutes have gone, once for all who ask at the same time', async () => {
    const browser = await signIn()
    const before = await sessionOf(browser.headers())
    later(4)
    // The provider takes each refresh token once: a second renewal would end all of it.
    const passed = await Promise.all(
      ['/graph', '/api/v1/graph', '/api/v1/stream'].map((path) => browser.copy().pass(path)),
    )
    expect(new Set(passed.map((headers) => headers.get('cookie'))).size).toBe(1)
    await browser.pass('/api/v1/me')
    const after = await sessionOf(browser.headers())
    expect(after).toMatchObject({ id: before?.id, user: before?.user, groups: before?.groups })
    expect(after?.refreshToken).not.toBe(before?.refreshToken)
    expect(after && isOverdue(after, Date.now())).toBe(false)
  })

  test('with the provider away until five minutes have gone, and again once it is back', async () => {
    const browser = await signIn()
    const isBelieved = async () => {
      const session = await sessionOf(await browser.pass('/api/v1/graph'))
      return session !== null && !isOverdue(session, Date.now())
    }
    await provider.shut()
    try {
      later(4.5)
      expect(await isBelieved()).toBe(true)
      later(1)
      expect(await isBelieved()).toBe(false)
    } finally {
      await provider.open()
    }
    later(1)
    expect(await isBelieved()).toBe(true)
  })

  test('not with a provider that has forgotten it: then the cookie is taken away', async () => {
    const browser = await signIn()
    await provider.restart()
    later(4)
    expect(await sessionOf(await browser.pass('/api/v1/graph'))).toBeNull()
    expect(browser.headers().get('cookie')).toBe('')
    expect(log.lines).toEqual([])
  })
})

describe('signing out', () => {
  test('makes every copy of the cookie useless, and the refresh token as well', async () => {
    const browser = await signIn()
    const copy = browser.copy()
    const response = await browser.post(signOut, '/auth/logout', {})
    expect(response.status).toBe(200)
    expect(browser.headers().get('cookie')).toBe('')
    expect(await sessionOf(await copy.pass('/api/v1/graph'))).toBeNull()
    // As another replica, which has not heard of it, at its next renewal.
    Reflect.deleteProperty(globalThis, Symbol.for('binnacle.process-state'))
    expect(await sessionOf(copy.headers())).not.toBeNull()
    later(4)
    expect(await sessionOf(await copy.pass('/api/v1/graph'))).toBeNull()
  })

  test('works while the provider is away', async () => {
    const browser = await signIn()
    const copy = browser.copy()
    await provider.shut()
    try {
      expect((await browser.post(signOut, '/auth/logout', {})).status).toBe(200)
    } finally {
      await provider.open()
    }
    expect(await sessionOf(copy.headers())).toBeNull()
  })

  test('is not done by a page of somebody else’s', async () => {
    const browser = await signIn()
    const headers = new Headers({
      ...Object.fromEntries(browser.headers()),
      origin: 'https://evil.example',
    })
    headers.set('content-type', 'application/json')
    const request = new Request(`${publicUrl}/auth/logout`, { method: 'POST', headers, body: '{}' })
    expect((await signOut(request)).status).toBe(403)
    expect(await sessionOf(browser.headers())).not.toBeNull()
  })
})
