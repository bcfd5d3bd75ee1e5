import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { authEnv, authVariables } from './auth'

const parse = (variables: Record<string, string>) => {
  const parsed = z.object(authVariables).safeParse(variables)
  return parsed.success ? authEnv(parsed.data) : `${parsed.error.issues[0]?.path.join('.')}`
}

const key = 'Z2/CKBlT7YzFvuOtiajmvlMo05m2iOhT5aI5yV6kGII='
const oidc = {
  BINNACLE_AUTH: 'oidc',
  BINNACLE_OIDC_ISSUER: 'https://id.example.com/realms/staff',
  BINNACLE_OIDC_CLIENT_ID: 'binnacle',
  BINNACLE_PUBLIC_URL: 'https://binnacle.example.com',
  BINNACLE_SESSION_KEY: key,
}
const header = { BINNACLE_AUTH: 'header', BINNACLE_HEADER_SECRET: 'a-long-enough-secret' }

const file = (text: string) => {
  const name = path.join(mkdtempSync(path.join(tmpdir(), 'binnacle-env-')), 'secret')
  writeFileSync(name, text)
  return name
}

describe('a whole mode', () => {
  test('oidc asks for everything that a person’s session needs', () => {
    expect(parse(oidc)).toMatchObject({
      auth: 'oidc',
      publicUrl: 'https://binnacle.example.com',
      oidc: { issuer: 'https://id.example.com/realms/staff', clientSecret: null, groups: null },
    })
  })

  test('a secret’s file is read without the line’s end', () => {
    const BINNACLE_SESSION_KEY_FILE = file(`${key}\n`)
    const given = { BINNACLE_AUTH: 'token', BINNACLE_SESSION_KEY_FILE }
    expect(parse(given)).toMatchObject({ sessionKey: new Uint8Array(Buffer.from(key, 'base64')) })
  })

  test('header believes the proxy that knows the secret', () => {
    expect(parse(header)).toMatchObject({
      header: { user: 'X-Forwarded-User', proof: { kind: 'secret' } },
    })
  })

  test('a public address is kept as an origin', () => {
    const given = { BINNACLE_PUBLIC_URL: 'https://Binnacle.example.com:443/' }
    expect(parse(given)).toMatchObject({ publicUrl: 'https://binnacle.example.com' })
  })
})

describe('a half-configured mode is refused with a sentence that names the variable', () => {
  test.each([
    ['BINNACLE_OIDC_ISSUER', { ...oidc, BINNACLE_OIDC_ISSUER: undefined }],
    ['BINNACLE_OIDC_ISSUER', { ...oidc, BINNACLE_OIDC_ISSUER: 'http://id.example.com' }],
    ['BINNACLE_OIDC_CLIENT_ID', { ...oidc, BINNACLE_OIDC_CLIENT_ID: undefined }],
    ['BINNACLE_PUBLIC_URL', { ...oidc, BINNACLE_PUBLIC_URL: undefined }],
    ['BINNACLE_PUBLIC_URL', { ...oidc, BINNACLE_PUBLIC_URL: 'https://example.com/binnacle' }],
    ['BINNACLE_SESSION_KEY', { ...oidc, BINNACLE_SESSION_KEY: undefined }],
    ['BINNACLE_OIDC_SCOPES', { ...oidc, BINNACLE_OIDC_SCOPES: 'profile' }],
    ['BINNACLE_SESSION_KEY', { BINNACLE_AUTH: 'token' }],
    ['BINNACLE_HEADER_SECRET', { BINNACLE_AUTH: 'header' }],
    ['BINNACLE_HEADER_SECRET', { ...header, BINNACLE_HEADER_SECRET: 'short' }],
    ['BINNACLE_HEADER_SECRET', { ...header, BINNACLE_HEADER_SECRET_FILE: import.meta.filename }],
    ['BINNACLE_HEADER_PROXY_ADDRESSES', { ...header, BINNACLE_HEADER_PROXY_ADDRESSES: '10.0.0.1' }],
    ['BINNACLE_HEADER_USER', { ...header, BINNACLE_HEADER_USER: 'X User' }],
    ['BINNACLE_VIEW_ONLY', { BINNACLE_VIEW_ONLY: 'yes' }],
  ])('%s in %j', (variable, given) => {
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value))
    expect(parse(set as Record<string, string>)).toMatch(new RegExp(`^${variable}\\b`))
  })

  test('without repeating the secret', () => {
    const refused = parse({ BINNACLE_AUTH: 'token', BINNACLE_SESSION_KEY: 'hunter2' })
    expect(refused).toMatch(/^BINNACLE_SESSION_KEY/)
    expect(refused).not.toContain('hunter2')
  })
})

test.each([
  ['too short', Buffer.alloc(16, 7).toString('base64')],
  ['all zeros', Buffer.alloc(32).toString('base64')],
  ['words', Buffer.from('change-me-change-me-change-me-32').toString('base64')],
  ['a count', Buffer.from([...Array(32).keys()].map((n) => n % 4)).toString('base64')],
  ['no base64', 'x'.repeat(31)],
])('a session key that is %s is refused', (_, text) => {
  const refused = parse({ BINNACLE_AUTH: 'token', BINNACLE_SESSION_KEY: text })
  expect(refused).toMatch(/^BINNACLE_SESSION_KEY .*openssl rand -base64 32/)
})
