import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

export function cacheFolder(environment = process.env) {
  if (environment.BINNACLE_CACHE) return environment.BINNACLE_CACHE
  return path.join(environment.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'binnacle')
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Absent or not ours to run: either way not an answer to "which program".
    return false
  }
}

/** Every program of these names in the folders of PATH and the usual places, in that order. */
export function onPath(names, places = [], searched = process.env.PATH ?? '') {
  const folders = [...searched.split(path.delimiter).filter(Boolean), ...places]
  const files = folders.flatMap((folder) => names.map((name) => path.join(folder, name)))
  return [...new Set(files)].filter(isExecutable)
}

/** What earlier runs fetched, newest version first. */
export function inCache(tool, executable, cache = cacheFolder()) {
  const folder = path.join(cache, tool)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((version) => path.join(folder, version, executable))
    .filter(isExecutable)
}

/**
 * `fill` puts the tool into a folder and returns its version. The folder gets its real name only
 * then, so that whoever finds a version in the cache finds a whole one.
 */
export async function intoCache(tool, fill, cache = cacheFolder()) {
  await mkdir(path.join(cache, tool), { recursive: true })
  const unfinished = await mkdtemp(path.join(cache, `${tool}-unfinished-`))
  try {
    const folder = path.join(cache, tool, await fill(unfinished))
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
    return folder
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
