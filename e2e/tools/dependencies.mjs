import { existsSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root, run } from './processes.mjs'
import { step } from './progress.mjs'

/** Which lock file `node_modules` was installed from; npm's own record of it as a fallback. */
const stampOf = (folder) => path.join(folder, 'node_modules/.binnacle-lock.json')

export async function areInstalled(folder = root) {
  const lock = path.join(folder, 'package-lock.json')
  const stamp = stampOf(folder)
  if (existsSync(stamp)) return (await readFile(stamp, 'utf8')) === (await readFile(lock, 'utf8'))
  const record = path.join(folder, 'node_modules/.package-lock.json')
  return existsSync(record) && statSync(record).mtimeMs >= statSync(lock).mtimeMs
}

/** Not `npm ci`: that fails where a registry lacks the optional binaries of other platforms. */
export async function ensureDependencies(folder = root) {
  if (await areInstalled(folder)) return
  await step('Installing packages', () =>
    run('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: folder,
      // A production shell would leave out what builds and tests.
      env: { NODE_ENV: 'development' },
    }),
  )
  await writeFile(stampOf(folder), await readFile(path.join(folder, 'package-lock.json')))
}
