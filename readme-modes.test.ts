import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseEnv } from './lib/env'

/** The README's examples, run by a shell in which `npm` tells its environment. */
const readme = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8')
const [, section = ''] = /\n## Who is asking\n(.*?)\n## /s.exec(readme) ?? []
const [, blocks = ''] = /```sh\n(.*?)```/s.exec(section) ?? []
const examples = blocks.split('\n\n').map((text) => [text.match(/^# (\w+)/m)?.[1], text] as const)
const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, mode]) => mode)

const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

function program(name: string, text: string) {
  const file = path.join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
}
program('npm', `${process.execPath} -p 'JSON.stringify(process.env)'`)
program('openssl', `echo ${randomBytes(32).toString('base64')}`)

test('each mode of the table has an example', () => {
  expect(rows.length).toBeGreaterThan(3)
  expect(examples.map(([mode]) => mode)).toEqual(rows.filter((mode) => mode !== 'BINNACLE_AUTH'))
})

test.each(examples)('the example of %s starts that mode', (auth, text) => {
  const env = { PATH: `${folder}:${process.env.PATH}`, NODE_ENV: 'production' } as const
  const told = execFileSync('sh', ['-c', text], { env, encoding: 'utf8' })
  expect(parseEnv(JSON.parse(told))).toMatchObject({ kind: 'accepted', env: { auth } })
})
