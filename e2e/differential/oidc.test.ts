import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { OidcEnv } from '../../lib/env/auth'
import {
  authorizationAddress,
  type Granted,
  redeemCode,
  redeemRefreshToken,
  revokeRefreshToken,
  type Secrets,
} from '../../lib/identity/oidc-grants'
import { renewedSession, sessionOf } from '../../lib/identity/oidc-session'
import { openSession, type Session, sessionLines } from '../../lib/identity/session'
import { type Flaw, flaws } from '../testbed/oidc/id-tokens'
import { type IdentityProvider, startIdentityProvider } from '../testbed/oidc/identity-provider'
import { oidcEnvOf, personAt } from './oidc-person'

const redirectUri = 'http://localhost:3000/auth/callback'

type World = { provider: IdentityProvider; oidc: OidcEnv; folder: string }

async function begin(tersely: boolean): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-oidc-'))
  const provider = await startIdentityProvider({ redirectUri, tersely })
  return { provider, oidc: oidcEnvOf(provider, folder), folder }
}

async function end({ provider, folder }: World) {
  await provider.stop()
  rmSync(folder, { recursive: true })
}

const newSecrets = (): Secrets => ({
  state: randomState(),
  nonce: randomNonce(),
  verifier: randomPKCECodeVerifier(),
})

/** From the console to the provider and back, as a browser goes. */
async function comeBack({ provider, oidc }: World, person: string, secrets: Secrets): Promise<URL> {
  const browser = personAt(provider)
  try {
    return await browser.signIn(await authorizationAddress(oidc, redirectUri, secrets), person)
  } finally {
    await browser.close()
  }
}

async function signIn(world: World, person: string): Promise<Granted> {
  const secrets = newSecrets()
  return redeemCode(world.oidc, await comeBack(world, person, secrets), secrets)
}

function signedIn(begun: ReturnType<typeof sessionOf>): Session {
  if (begun.kind !== 'signed-in') throw new Error(`refused: ${begun.why}`)
  return begun.session
}

/** What only another process would not know. */
const anotherProcess = () =>
  Reflect.deleteProperty(globalThis, Symbol.for('binnacle.process-state'))

describe('at a provider', () => {
  let world: World
  beforeAll(async () => {
    anotherProcess()
    world = await begin(false)
  })
  afterEach(() =>
    world.provider.set({ flaw: 'none', lifetimeSeconds: 3600, clockOffsetSeconds: 0 }),
  )
  afterAll(() => end(world))

  test('a person signs in under the name and groups that Kubernetes knows, with prefixes', async () => {
    const session = signedIn(sessionOf(await signIn(world, 'alice'), world.oidc, Date.now()))
    expect(session).toMatchObject({
      subject: 'alice',
      user: 'oidc:alice@example.com',
      groups: ['oidc:mesh-admins', 'oidc:shop-team'],
      refreshToken: expect.any(String),
    })
  })

  test('only the groups that are asked for are kept', async () => {
    const oidc = { ...world.oidc, groups: ['shop-team'] }
    const granted = await signIn(world, 'alice')
    expect(signedIn(sessionOf(granted, oidc, Date.now())).groups).toEqual(['oidc:shop-team'])
  })

  test('an address that nobody has verified names nobody', async () => {
    const begun = sessionOf(await signIn(world, 'mallory'), world.oidc, Date.now())
    expect(begun).toEqual({ kind: 'refused', why: 'unverified' })
  })

  test('sixty groups fit into the cookie, nine hundred are refused', async () => {
    const keeping = { key: new Uint8Array(randomBytes(32)), isSecure: true }
    const grace = signedIn(sessionOf(await signIn(world, 'grace'), world.oidc, Date.now()))
    const lines = await sessionLines(grace, keeping)
    const cookie = lines?.map((line) => line.split(';')[0]).join('; ') ?? ''
    expect((await openSession(new Headers({ cookie }), keeping))?.groups).toHaveLength(60)
    const max = signedIn(sessionOf(await signIn(world, 'max'), world.oidc, Date.now()))
    expect(await sessionLines(max, keeping)).toBeNull()
  })

  const wrong: Exclude<Flaw, 'none'>[] = flaws.filter((flaw) => flaw !== 'none')
  test.each(wrong)('an ID token with the flaw %s signs nobody in', async (flaw) => {
    const secrets = newSecrets()
    const address = await comeBack(world, 'alice', secrets)
    await world.provider.set({ flaw })
    await expect(redeemCode(world.oidc, address, secrets)).rejects.toThrow()
  })

  test.each([-110, 110])(
    'a clock that is off by %d seconds is no reason to refuse',
    async (seconds) => {
      await world.provider.set({ clockOffsetSeconds: seconds })
      expect((await signIn(world, 'bob')).subject).toBe('bob')
    },
  )

  test('a token that has ended is believed for two minutes, for the sake of such a clock', async () => {
    await world.provider.set({ clockOffsetSeconds: -3_600 - 60 })
    expect((await signIn(world, 'bob')).subject).toBe('bob')
    await world.provider.set({ clockOffsetSeconds: -3_600 - 180 })
    await expect(signIn(world, 'bob')).rejects.toThrow()
  })

  test.each([
    ['state', { state: 'of-another-sign-in' }],
    ['nonce', { nonce: 'of-another-sign-in' }],
    ['verifier', { verifier: randomPKCECodeVerifier() }],
  ])('a code that comes back with another %s signs nobody in', async (_, other) => {
    const secrets = newSecrets()
    const address = await comeBack(world, 'alice', secrets)
    await expect(redeemCode(world.oidc, address, { ...secrets, ...other })).rejects.toThrow()
  })

  test('a code works once', async () => {
    const secrets = newSecrets()
    const address = await comeBack(world, 'alice', secrets)
    await redeemCode(world.oidc, address, secrets)
    await expect(redeemCode(world.oidc, address, secrets)).rejects.toThrow()
  })

  test('the way to the provider holds a challenge and no secret', async () => {
    const secrets = newSecrets()
    const address = await authorizationAddress(world.oidc, redirectUri, secrets)
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      state: secrets.state,
      nonce: secrets.nonce,
    })
    expect(String(address)).not.toContain(secrets.verifier)
    expect(String(address)).not.toContain(world.provider.client.secret)
  })

  test('a session is renewed before its tokens end, under its own id and no longer than a day’s work', async () => {
    await world.provider.set({ lifetimeSeconds: 60 })
    const now = Date.now()
    const session = signedIn(sessionOf(await signIn(world, 'alice'), world.oidc, now))
    expect(session.renewAt - now).toBe(45_000)
    const granted = await redeemRefreshToken(world.oidc, session.refreshToken ?? '', 'alice')
    const renewed = signedIn(renewedSession(session, granted, world.oidc, now + 45_000))
    expect(renewed).toMatchObject({
      id: session.id,
      expiresAt: session.expiresAt,
      checkedAt: now + 45_000,
      user: session.user,
      groups: session.groups,
    })
    expect(renewed.refreshToken).not.toBe(session.refreshToken)
  })

  test('a renewal that answers for somebody else is refused', async () => {
    const { refreshToken = '' } = await signIn(world, 'bob')
    await expect(redeemRefreshToken(world.oidc, refreshToken, 'alice')).rejects.toThrow(
      'somebody else',
    )
  })

  test('a refresh token that was taken back renews nothing', async () => {
    const { refreshToken = '' } = await signIn(world, 'alice')
    await revokeRefreshToken(world.oidc, refreshToken)
    await expect(redeemRefreshToken(world.oidc, refreshToken, 'alice')).rejects.toThrow()
  })

  test('a provider that was out of reach, or was started anew, signs in again', async () => {
    await world.provider.shut()
    await expect(signIn(world, 'alice')).rejects.toThrow()
    await world.provider.open()
    expect((await signIn(world, 'alice')).subject).toBe('alice')
    await world.provider.restart()
    expect((await signIn(world, 'alice')).subject).toBe('alice')
  })

  test('no other authority than the named one is believed', async () => {
    anotherProcess()
    const oidc = { ...world.oidc, caFile: null }
    await expect(authorizationAddress(oidc, redirectUri, newSecrets())).rejects.toThrow()
    anotherProcess()
  })
})

test('a provider that tells names only at its own endpoint is asked there', async () => {
  anotherProcess()
  const world = await begin(true)
  try {
    const session = signedIn(sessionOf(await signIn(world, 'alice'), world.oidc, Date.now()))
    expect(session).toMatchObject({ user: 'oidc:alice@example.com', groups: { length: 2 } })
  } finally {
    await end(world)
  }
})
