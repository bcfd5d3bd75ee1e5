import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readCookie, withCookie } from './cookie'
import { seal } from './seal'
import {
  denySession,
  endedSessionLines,
  openSession,
  type Session,
  sessionCookie,
  sessionLines,
} from './session'

afterEach(() => vi.useRealTimers())

const keeping = { key: new Uint8Array(randomBytes(32)), isSecure: true }

const sessionOf = (more: Partial<Session> = {}): Session => ({
  id: randomUUID(),
  subject: 'alice',
  user: 'alice@example.com',
  groups: ['mesh-admins'],
  checkedAt: Date.now(),
  renewAt: Date.now() + 240_000,
  expiresAt: Date.now() + 3_600_000,
  ...more,
})

const pairOf = (line: string) => line.split(';')[0] ?? ''

/** What a browser sends after it was told these. */
const sent = (lines: readonly string[]) =>
  new Headers({
    cookie: lines
      .map(pairOf)
      .filter((pair) => !pair.endsWith('='))
      .join('; '),
  })

async function linesOf(session: Session): Promise<string[]> {
  const lines = await sessionLines(session, keeping)
  if (lines === null) throw new Error('does not fit')
  return lines
}

/** Long enough for all three chunks. */
const long = () => sessionOf({ refreshToken: randomBytes(3900).toString('base64url') })

describe('a session', () => {
  test('comes back as it was, whatever it holds, or does not fit into three chunks', async () => {
    const anything = fc.record({
      user: fc.string({ minLength: 1, unit: 'binary' }),
      subject: fc.string(),
      groups: fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 200 }),
      refreshToken: fc.string({ maxLength: 6000 }),
    })
    await fc.assert(
      fc.asyncProperty(anything, async (more) => {
        const session = sessionOf(more)
        const lines = await sessionLines(session, keeping)
        if (lines === null) {
          expect(Buffer.byteLength(JSON.stringify(session))).toBeGreaterThan(5_400)
          return
        }
        expect(lines).toHaveLength(3)
        for (const line of lines) expect(line.length).toBeLessThan(4096)
        // Of one line of a request nginx takes no more.
        expect(sent(lines).get('cookie')?.length).toBeLessThan(8_000)
        expect(await openSession(sent(lines), keeping)).toEqual(session)
      }),
      { numRuns: 25 },
    )
  })

  test.each([
    ['names', (at: number) => `team-with-a-long-name-${at}`],
    // As Entra ID calls them: nothing in them is alike.
    ['ids', () => randomUUID()],
  ])('of 60 groups with %s is one cookie', async (_, nameOf) => {
    const groups = Array.from({ length: 60 }, (_, at) => nameOf(at))
    const refreshToken = randomBytes(64).toString('base64url')
    const lines = await linesOf(sessionOf({ groups, refreshToken }))
    expect(lines.map(pairOf).filter((pair) => !pair.endsWith('='))).toHaveLength(1)
  })

  test('of 1,000 groups with nothing alike does not fit', async () => {
    const groups = Array.from({ length: 1000 }, () => randomUUID())
    expect(await sessionLines(sessionOf({ groups }), keeping)).toBeNull()
  })

  test('tells nothing to whoever reads the cookie', async () => {
    const lines = await linesOf(sessionOf({ refreshToken: 'the-refresh-token' }))
    const texts = lines.map(pairOf).flatMap((pair) => pair.split(/[.=]/))
    const read = texts.map((text) => Buffer.from(text, 'base64url').toString('latin1')).join()
    expect(read).not.toMatch(/alice|the-refresh-token|mesh-admins/)
  })

  test('that was changed at any place, by anybody, is nobody’s', async () => {
    const lines = await linesOf(long())
    const text = readCookie(sent(lines), sessionCookie(true)) ?? ''
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 2),
        fc.constantFrom('A', 'b', '_', '.'),
        async (at, to) => {
          fc.pre(text[at] !== to)
          const changed = `${text.slice(0, at)}${to}${text.slice(at + 1)}`
          const cookie = (changed.match(/.{1,2500}/g) ?? [])
            .map((chunk, index) => `__Host-binnacle-session.${index}=${chunk}`)
            .join('; ')
          expect(await openSession(new Headers({ cookie }), keeping)).toBeNull()
        },
      ),
    )
  })

  test.each([
    [
      'whose chunks are swapped',
      (pairs: string[]) =>
        pairs.map((pair, at) =>
          pair.replace(/=.*/, `=${pairs[(at + 1) % pairs.length]?.split('=')[1]}`),
        ),
    ],
    ['without its last chunk', (pairs: string[]) => pairs.slice(0, -1)],
    ['without its first chunk', (pairs: string[]) => pairs.slice(1)],
    [
      'cut in its last chunk',
      (pairs: string[]) => [...pairs.slice(0, -1), pairs.at(-1)?.slice(0, -4) ?? ''],
    ],
    ['of no text at all', () => ['__Host-binnacle-session.0=x']],
    ['without cookies', () => []],
  ])('%s is nobody’s', async (_, mangle) => {
    const pairs = (await linesOf(long())).map(pairOf).filter((pair) => !pair.endsWith('='))
    expect(pairs.length).toBeGreaterThan(2)
    const headers = new Headers({ cookie: mangle(pairs).join('; ') })
    expect(await openSession(headers, keeping)).toBeNull()
  })

  test('put together of the chunks of two is nobody’s', async () => {
    const [one, other] = [await linesOf(long()), await linesOf(long())]
    const mixed = [one[0] ?? '', ...other.slice(1)]
    expect(await openSession(sent(mixed), keeping)).toBeNull()
  })

  test('sealed with another key, or as something else, is nobody’s', async () => {
    const lines = await linesOf(sessionOf())
    const other = { ...keeping, key: new Uint8Array(randomBytes(32)) }
    expect(await openSession(sent(lines), other)).toBeNull()
    const asOther = await seal('sign-in', sessionOf(), keeping.key)
    const headers = new Headers({ cookie: `__Host-binnacle-session.0=${asOther}` })
    expect(await openSession(headers, keeping)).toBeNull()
  })

  test('ends by itself, whatever the browser keeps', async () => {
    const lines = await linesOf(sessionOf({ expiresAt: Date.now() + 60_000 }))
    expect(await openSession(sent(lines), keeping)).not.toBeNull()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 })
    expect(await openSession(sent(lines), keeping)).toBeNull()
  })

  test('that was signed out is nobody’s, also with an earlier cookie', async () => {
    const session = sessionOf()
    const earlier = await linesOf({ ...session, checkedAt: session.checkedAt - 60_000 })
    const bystander = await linesOf(sessionOf())
    denySession(session)
    expect(await openSession(sent(await linesOf(session)), keeping)).toBeNull()
    expect(await openSession(sent(earlier), keeping)).toBeNull()
    expect(await openSession(sent(bystander), keeping)).not.toBeNull()
  })
})

describe('the cookie', () => {
  test('is out of reach of scripts and of other sites, and of other hosts where there is TLS', async () => {
    const [line = ''] = await linesOf(sessionOf())
    expect(line).toMatch(/^__Host-binnacle-session\.0=[\w.-]+; Path=\/; Max-Age=3(599|600); /)
    expect(line.split('; ').slice(3)).toEqual(['HttpOnly', 'SameSite=Lax', 'Secure'])
  })

  test('without TLS has neither the prefix nor Secure, which a browser would refuse', async () => {
    const [line = ''] = (await sessionLines(sessionOf(), { ...keeping, isSecure: false })) ?? []
    expect(line).toMatch(/^binnacle-session\.0=/)
    expect(line).not.toMatch(/Secure/)
  })

  test('is taken away as a whole', () => {
    expect(endedSessionLines(true).map(pairOf)).toEqual(
      [0, 1, 2].map((chunk) => `__Host-binnacle-session.${chunk}=`),
    )
    expect(endedSessionLines(true).every((line) => line.includes('Max-Age=0'))).toBe(true)
  })

  test('a shorter one leaves nothing of a longer one, and other cookies stay', async () => {
    const before = sent(await linesOf(long()))
    before.set('cookie', `binnacle-theme=dark; ${before.get('cookie')}`)
    const session = sessionOf()
    const after = withCookie(before, sessionCookie(true), await linesOf(session))
    expect(after).toMatch(/^binnacle-theme=dark; __Host-binnacle-session\.0=\S+$/)
    expect(await openSession(new Headers({ cookie: after }), keeping)).toEqual(session)
  })
})
