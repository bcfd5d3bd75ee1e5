import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { onPath } from './cache.mjs'
import { run } from './processes.mjs'

export const isRoot = () => process.getuid?.() === 0

export const hasPackages = () => onPath(['apt-get']).length > 0 && onPath(['dpkg']).length > 0

/** Ubuntu's `chromium` is a snap in disguise, so it makes a difference. */
export const isDebian = (file = '/etc/os-release') =>
  existsSync(file) && /^ID=debian$/m.test(readFileSync(file, 'utf8'))

/** A package list of its own, for whoever may not or has not updated the system's. */
async function privateList(folder) {
  const lists = path.join(folder, 'lists')
  const cache = path.join(folder, 'cache')
  await Promise.all(
    [lists, cache].map((one) => mkdir(path.join(one, 'partial'), { recursive: true })),
  )
  const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`]
  await run('apt-get', [...options, 'update'])
  return options
}

async function download(name, folder) {
  try {
    await run('apt-get', ['download', name], { cwd: folder })
  } catch (error) {
    // On a fresh machine the list is empty or names versions that are gone by now.
    const options = await privateList(folder)
    await run('apt-get', [...options, 'download', name], { cwd: folder }).catch((again) => {
      throw new Error(again.message, { cause: error })
    })
  }
}

/** Unpacks a package without installing it (no service, no root) and returns its version. */
export async function unpackPackage(name, folder) {
  const work = await mkdtemp(path.join(folder, 'download-'))
  try {
    await download(name, work)
    const file = readdirSync(work).find((one) => one.endsWith('.deb'))
    if (!file) throw new Error(`apt-get downloaded no package ${name}`)
    await run('dpkg', ['-x', path.join(work, file), folder])
    // "%3a" is how a file name spells the colon of an epoch.
    return (file.split('_')[1] ?? 'unknown').replace('%3a', ':')
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The one program of a package that needs no other file of it. */
export async function unpackProgram(name, folder) {
  const version = await unpackPackage(name, folder)
  await rename(path.join(folder, 'usr/bin', name), path.join(folder, name))
  await Promise.all(
    ['usr', 'etc', 'lib', 'var'].map((part) =>
      rm(path.join(folder, part), { recursive: true, force: true }),
    ),
  )
  return version
}

export async function installPackage(name) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const wait = ['-o', 'DPkg::Lock::Timeout=300']
  await run('apt-get', [...wait, 'update'], { env })
  await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', name], { env })
}
