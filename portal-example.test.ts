import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { parseEmbedKeys } from './lib/identity/embed-keys'
import { verifyEmbedToken } from './lib/identity/embed-token'

const readme = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8')
const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? []

const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-portal-'))
afterEach(() => rmSync(folder, { recursive: true }))

test('a token that another process mints by the README’s example is accepted', async () => {
  const k = randomBytes(32).toString('base64url')
  const keySet = JSON.stringify({ keys: [{ kty: 'oct', kid: '2026-11', k }] })
  const [keysFile, backend] = [path.join(folder, 'keys.json'), path.join(folder, 'backend.mjs')]
  writeFileSync(keysFile, keySet)
  writeFileSync(backend, `${example}\nconsole.log(panelToken(['shop'], ['graph']))\n`)
  const env = { ...process.env, PANEL_KEYS: keysFile }
  const token = execFileSync(process.execPath, [backend], { env, encoding: 'utf8' }).trim()
  const keys = parseEmbedKeys(keySet) ?? new Map()
  const verdict = await verifyEmbedToken(token, { keys, audience: 'binnacle', now: Date.now() })
  expect(verdict).toMatchObject({
    kind: 'accepted',
    claims: { namespaces: ['shop'], views: ['graph'], neighbours: false },
  })
})
