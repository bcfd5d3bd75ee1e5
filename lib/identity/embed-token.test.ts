import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseEmbedKeys } from './embed-keys'
import { type EmbedKeys, mintEmbedToken, signEmbedClaims, verifyEmbedToken } from './embed-token'

const now = Date.UTC(2026, 10, 28)
const seconds = now / 1000
const secret: JWK = { kty: 'oct', kid: 'shared', k: Buffer.alloc(32, 7).toString('base64url') }
let signing: JWK
let verifying: JWK
let keys: EmbedKeys

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  signing = { ...(await exportJWK(pair.privateKey)), kid: 'pair' }
  verifying = { ...(await exportJWK(pair.publicKey)), kid: 'pair' }
  const parsed = parseEmbedKeys(JSON.stringify({ keys: [secret, verifying] }))
  if (parsed === null) throw new Error('the keys of the test are no key set')
  keys = parsed
})

const judge = (token: string, at = now) =>
  verifyEmbedToken(token, { keys, audience: 'binnacle', now: at })

const asked = { namespaces: ['shop'], views: ['graph' as const] }
const good = () => ({ ...asked, aud: 'binnacle', iat: seconds, exp: seconds + 600 })
const minting = () => ({ key: secret, audience: 'binnacle', now })

describe('a token', () => {
  test('of a shared secret or of a key pair is accepted with what it grants', async () => {
    for (const key of [secret, signing]) {
      const token = await mintEmbedToken(
        { ...asked, theme: 'dark', window: 300 },
        { ...minting(), key },
      )
      expect(await judge(token)).toEqual({
        kind: 'accepted',
        claims: {
          ...asked,
          aud: 'binnacle',
          iat: seconds,
          exp: seconds + 600,
          theme: 'dark',
          window: 300,
          neighbours: false,
        },
      })
    }
  })

  test('holds until its end and no second longer', async () => {
    const token = await mintEmbedToken(asked, minting())
    expect(await judge(token, now + 599_000)).toMatchObject({ kind: 'accepted' })
    expect(await judge(token, now + 600_000)).toEqual({ kind: 'refused', why: 'expired' })
  })

  test('of a clock that is two minutes ahead is accepted, and one of three is not', async () => {
    const token = await mintEmbedToken(asked, minting())
    expect(await judge(token, now - 120_000)).toMatchObject({ kind: 'accepted' })
    expect(await judge(token, now - 180_000)).toEqual({ kind: 'refused', why: 'not-yet' })
  })

  test.each<[string, object, string]>([
    ['of another audience', { aud: 'grafana' }, 'other-audience'],
    ['of several audiences without ours', { aud: ['grafana', 'kiali'] }, 'other-audience'],
    ['that lives longer than an hour', { exp: seconds + 3_601 }, 'too-long'],
    ['that begins to hold later', { nbf: seconds + 300 }, 'not-yet'],
    ['that has ended', { iat: seconds - 900, exp: seconds - 1 }, 'expired'],
    ['without an end', { exp: undefined }, 'malformed'],
    ['without a beginning', { iat: undefined }, 'malformed'],
    ['without an audience', { aud: undefined }, 'malformed'],
    ['without namespaces', { namespaces: [] }, 'malformed'],
    ['of all namespaces', { namespaces: ['*'] }, 'malformed'],
    ['without views', { views: [] }, 'malformed'],
    ['of a view that there is not', { views: ['graph', 'admin'] }, 'malformed'],
    ['whose neighbours are no yes or no', { neighbours: 'true' }, 'malformed'],
  ])('%s is refused', async (_, change, why) => {
    const token = await signEmbedClaims({ ...good(), ...change }, secret)
    expect(await judge(token)).toEqual({ kind: 'refused', why })
  })
})

describe('a forged token', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('without a signature is refused, with and without a known kid', async () => {
    for (const header of [
      { alg: 'none' },
      { alg: 'none', kid: 'shared' },
      { alg: 'none', kid: 'pair' },
    ])
      expect(await judge(`${part(header)}.${part(good())}.`)).toEqual({
        kind: 'refused',
        why: 'unknown-key',
      })
  })

  test('signed with the public key as a shared secret is refused', async () => {
    for (const bytes of [
      Buffer.from(verifying.x ?? '', 'base64url'),
      Buffer.from(JSON.stringify(verifying)),
    ]) {
      const token = await new SignJWT(good())
        .setProtectedHeader({ alg: 'HS256', kid: 'pair' })
        .sign(bytes)
      expect(await judge(token)).toEqual({ kind: 'refused', why: 'unknown-key' })
    }
  })

  test('whose key is not named, or is not known, is refused', async () => {
    const { kid: _, ...nameless } = secret
    for (const key of [nameless, { ...secret, kid: 'gone' }])
      expect(await judge(await signEmbedClaims(good(), key))).toEqual({
        kind: 'refused',
        why: 'unknown-key',
      })
  })

  test('whose claims, or key, are others than those signed is refused', async () => {
    const [header, , signature] = (await signEmbedClaims(good(), secret)).split('.')
    const claims = part({ ...good(), namespaces: ['billing'] })
    expect(await judge(`${header}.${claims}.${signature}`)).toEqual({
      kind: 'refused',
      why: 'altered',
    })
    const other = { ...secret, k: Buffer.alloc(32, 8).toString('base64url') }
    expect(await judge(await signEmbedClaims(good(), other))).toEqual({
      kind: 'refused',
      why: 'altered',
    })
  })

  test('that brings its own key, or points to one, is not believed', async () => {
    const token = await new SignJWT(good())
      .setProtectedHeader({ alg: 'EdDSA', jwk: verifying, jku: 'https://example.com/keys' })
      .sign(await (await import('jose')).importJWK(signing, 'EdDSA'))
    expect(await judge(token)).toEqual({ kind: 'refused', why: 'unknown-key' })
  })

  test.each(['', 'x', 'a.b.c', '..', `${'x'.repeat(9_000)}.y.z`])(
    'like %j is malformed',
    async (token) => {
      expect(await judge(token)).toEqual({ kind: 'refused', why: 'malformed' })
    },
  )

  test('of words that are no claims is malformed', async () => {
    for (const claims of [null, 'shop', 7, []])
      expect(await judge(await signEmbedClaims(claims, secret))).toEqual({
        kind: 'refused',
        why: 'malformed',
      })
  })
})
