import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseEmbedKeys } from './embed-keys'
import { verifyEmbedToken } from './embed-token'
import { embedTokenAnswer } from './embed-token-answer'

const root = path.join(import.meta.dirname, '../..')
let folder = ''
let file = ''

const run = (...args: string[]) => embedTokenAnswer(['--keys', file, ...args])

const verdictOf = (token: string) => {
  const keys = parseEmbedKeys(readFileSync(file, 'utf8'))
  if (keys === null) throw new Error('The key file is none that the console would take.')
  return verifyEmbedToken(token, { keys, audience: 'binnacle', now: Date.now() })
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'embed-token-'))
  file = path.join(folder, 'keys.json')
  await run('--new-key', '--kid', 'first')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a key is made for its owner’s eyes alone, and a second one beside it', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const before = await run('--namespaces', 'shop')
  await run('--new-key', '--kid', 'second')
  const after = await run('--namespaces', 'shop')
  const kids = [before, after].map((token) => decodeProtectedHeader(token).kid)
  expect(kids).toEqual(['first', 'second'])
  for (const token of [before, after])
    expect(await verdictOf(token)).toMatchObject({ kind: 'accepted' })
  await expect(run('--new-key', '--kid', 'first')).rejects.toThrow('has a key first already')
})

test('a token says what was asked for', async () => {
  const wish = ['--namespaces', 'shop,bank', '--view', 'graph,mtls', '--minutes', '5']
  const token = await run(...wish, '--theme', 'dark', '--window', '600')
  const verdict = await verdictOf(token)
  expect(verdict).toMatchObject({
    kind: 'accepted',
    claims: {
      namespaces: ['shop', 'bank'],
      views: ['graph', 'mtls'],
      theme: 'dark',
      window: 600,
      neighbours: false,
    },
  })
  if (verdict.kind === 'accepted') expect(verdict.claims.exp - verdict.claims.iat).toBe(300)
})

test.each([
  [[], /--namespaces is missing/],
  [['--namespaces', 'shop', '--view', 'admin'], /--view is of: graph, split, mtls/],
  [['--namespaces', 'shop', '--minutes', '61'], /at most 60/],
  [['--namespaces', 'shop', '--kid', 'none'], /has no key none/],
] as const)('%j is refused in words', async (args, words) => {
  await expect(run(...args)).rejects.toThrow(words)
})

test('the command of package.json prints it', async () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const [program, ...command] = scripts['embed-token'].split(' ')
  const args = [...command, '--keys', file, '--namespaces', 'shop']
  const token = execFileSync(program, args, { cwd: root, encoding: 'utf8' }).trim()
  expect(await verdictOf(token)).toMatchObject({ claims: { namespaces: ['shop'] } })
})
