import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { embedKeysRefusal, parseEmbedKeys, readEmbedKeys } from './embed-keys'

const bytes = (length: number) => Buffer.alloc(length, 1).toString('base64url')
const secret = (kid: string) => ({ kty: 'oct', kid, k: bytes(32) })
const pair = { kty: 'OKP', crv: 'Ed25519', kid: 'pair', x: bytes(32) }
const setOf = (...keys: unknown[]) => JSON.stringify({ keys })

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'embed-keys-'))
  file = path.join(folder, 'keys.json')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.restoreAllMocks()
})

test.each<[string, string]>([
  ['a short secret', setOf({ ...secret('a'), k: bytes(31) })],
  ['a key without a name', setOf({ kty: 'oct', k: bytes(32) })],
  ['two keys of one name', setOf(secret('a'), secret('a'))],
  ['a private key', setOf({ ...pair, d: bytes(32) })],
  ['another curve', setOf({ ...pair, crv: 'X25519' })],
  ['another algorithm', setOf({ ...secret('a'), alg: 'HS512' })],
  ['an RSA key', setOf({ kty: 'RSA', kid: 'a', n: bytes(256), e: 'AQAB' })],
  ['no key', setOf()],
  ['no JSON', 'hunter2'],
])('a file with %s is refused without a word of what it holds', (_, text) => {
  writeFileSync(file, text)
  expect(parseEmbedKeys(text)).toBeNull()
  const sentence = embedKeysRefusal(file)
  expect(sentence).toMatch(/^BINNACLE_EMBED_KEYS_FILE must hold a JSON Web Key Set/)
  expect(sentence).not.toContain('hunter2')
})

describe('keys are rotated by their file', () => {
  test('written anew, or another one in its place', () => {
    writeFileSync(file, setOf(secret('old')))
    expect([...readEmbedKeys(file).keys()]).toEqual(['old'])
    writeFileSync(file, setOf(secret('old'), secret('new'), pair))
    expect([...readEmbedKeys(file).keys()]).toEqual(['old', 'new', 'pair'])
    const next = path.join(folder, 'next.json')
    writeFileSync(next, setOf(secret('new')))
    renameSync(next, file)
    expect([...readEmbedKeys(file).keys()]).toEqual(['new'])
  })

  test('a file that breaks, or goes, opens nothing', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    writeFileSync(file, setOf(secret('old')))
    expect(readEmbedKeys(file).size).toBe(1)
    writeFileSync(file, '{"keys":')
    expect(readEmbedKeys(file).size).toBe(0)
    rmSync(file)
    expect(readEmbedKeys(file).size).toBe(0)
  })
})
