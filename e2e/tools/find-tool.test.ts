import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findTool, type Tool } from './find-tool.mjs'
import { type ScratchFolder, scratchFolder } from './scratch-folder'

let folder: ScratchFolder
let environment: Record<string, string>

beforeEach(() => {
  folder = scratchFolder()
  environment = { BINNACLE_CACHE: path.join(folder.path, 'cache'), PATH: '' }
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  folder.remove()
})

const compass = (change: Partial<Tool> = {}): Tool => ({
  name: 'compass',
  title: 'Compass',
  variable: 'COMPASS',
  wanted: 'a Compass that points north',
  advice: 'Install Compass',
  executables: ['compass'],
  places: [],
  cached: 'compass',
  inspect: async (file) => (file.includes('broken') ? null : '1.0.0'),
  ways: [],
  ...change,
})

const way = (name: string, fetch: (folder: string) => Promise<string>) => ({
  name,
  isPossible: () => true,
  fetch,
})

test('what the variable names comes before what is on PATH', async () => {
  const onPath = folder.write('bin/compass', '', 0o755)
  environment.PATH = path.dirname(onPath)
  environment.COMPASS = '/elsewhere/compass'
  expect((await findTool(compass(), environment)).file).toBe('/elsewhere/compass')
})

test('a variable that names something else is an error, not a reason to look on', async () => {
  environment.COMPASS = '/broken/compass'
  await expect(findTool(compass(), environment)).rejects.toThrow(
    'COMPASS is set to "/broken/compass", which is not a Compass that points north.',
  )
})

test('a folder of programs comes before PATH, and after the variable of the one', async () => {
  environment.PATH = path.dirname(folder.write('bin/compass', '', 0o755))
  environment.INSTRUMENTS = '/instruments'
  const tool = compass({ assets: 'INSTRUMENTS' })
  expect((await findTool(tool, environment)).file).toBe('/instruments/compass')
  environment.COMPASS = '/elsewhere/compass'
  expect((await findTool(tool, environment)).file).toBe('/elsewhere/compass')
})

test('a folder that lacks the program is an error', async () => {
  environment.INSTRUMENTS = '/broken'
  await expect(findTool(compass({ assets: 'INSTRUMENTS' }), environment)).rejects.toThrow(
    'INSTRUMENTS is set to "/broken", where there is not a Compass that points north.',
  )
})

test('passes over a program on PATH that is not good enough for one in the cache', async () => {
  environment.PATH = path.dirname(folder.write('broken/compass', '', 0o755))
  const cached = folder.write('cache/compass/0.9/compass', '', 0o755)
  expect((await findTool(compass(), environment)).file).toBe(cached)
})

test('fetches what is nowhere and finds it in the cache from then on', async () => {
  let fetched = 0
  const fill = async (into: string) => {
    fetched += 1
    await writeFile(path.join(into, 'compass'), '', { mode: 0o755 })
    return '1.0.0'
  }
  const tool = compass({ ways: [way('a package', fill)] })
  const both = await Promise.all([findTool(tool, environment), findTool(tool, environment)])
  const expected = path.join(folder.path, 'cache/compass/1.0.0/compass')
  expect(both.map(({ file }) => file)).toEqual([expected, expected])
  expect(fetched).toBe(1)
})

test('says what was tried and what to do when nothing helped', async () => {
  const ways = [
    way('a package', () => Promise.reject(new Error('no such package'))),
    { ...way('a release', async () => '1.0.0'), isPossible: () => false },
    way('a build', async () => '1.0.0'),
  ]
  const words = await findTool(compass({ ways, inspect: async () => null }), environment).catch(
    String,
  )
  expect(words).toContain('Compass is missing')
  expect(words).toContain('a package: no such package')
  expect(words).toContain('a build: it is not a Compass that points north')
  expect(words).not.toContain('a release')
  expect(words).toContain('Install Compass, or set COMPASS to its path.')
})
