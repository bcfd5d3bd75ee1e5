import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cacheFolder, inCache, intoCache, onPath } from './cache.mjs'
import { type ScratchFolder, scratchFolder } from './scratch-folder'

let folder: ScratchFolder
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => folder.remove())

test.each([
  [{ BINNACLE_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, '/b/binnacle'],
])('the cache of %j is %s', (environment, expected) => {
  expect(cacheFolder(environment)).toBe(expected)
})

test('without either the cache is in the home folder', () => {
  expect(cacheFolder({})).toMatch(/\.cache\/binnacle$/)
})

test('finds programs in the order of PATH, then in the usual places', () => {
  const usual = folder.write('usual/prometheus', '', 0o755)
  const second = folder.write('second/prometheus', '', 0o755)
  folder.write('first/prometheus', 'not executable')
  const searched = ['first', 'second'].map((name) => path.join(folder.path, name)).join(':')
  expect(onPath(['prometheus'], [path.dirname(usual)], searched)).toEqual([second, usual])
})

test('finds the newest version in the cache first', () => {
  const old = folder.write('prometheus/2.9.0/prometheus', '', 0o755)
  const newest = folder.write('prometheus/2.42.0/prometheus', '', 0o755)
  folder.write('prometheus/3.0.0/README', 'an unfinished one')
  expect(inCache('prometheus', 'prometheus', folder.path)).toEqual([newest, old])
  expect(inCache('chromium', 'chromium', folder.path)).toEqual([])
})

test('a tool gets its name in the cache when it is whole', async () => {
  const fill = async (unfinished: string) => {
    await writeFile(path.join(unfinished, 'prometheus'), '', { mode: 0o755 })
    expect(inCache('prometheus', 'prometheus', folder.path)).toEqual([])
    return '3.1.0'
  }
  const filled = await intoCache('prometheus', fill, folder.path)
  expect(inCache('prometheus', 'prometheus', folder.path)).toEqual([`${filled}/prometheus`])
})

test('a tool that could not be fetched leaves nothing behind', async () => {
  const fill = () => Promise.reject(new Error('no network'))
  await expect(intoCache('prometheus', fill, folder.path)).rejects.toThrow('no network')
  expect(existsSync(path.join(folder.path, 'prometheus'))).toBe(true)
  expect(readdirSync(folder.path)).toEqual(['prometheus'])
})
