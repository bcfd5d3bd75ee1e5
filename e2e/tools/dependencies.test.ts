import { utimesSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { areInstalled } from './dependencies.mjs'
import { type ScratchFolder, scratchFolder } from './scratch-folder'

let folder: ScratchFolder
let lock: string
beforeEach(() => {
  folder = scratchFolder()
  lock = folder.write('package-lock.json', '{"lockfileVersion":3}')
})
afterEach(() => folder.remove())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

test('nothing is installed without node_modules', async () => {
  expect(await areInstalled(folder.path)).toBe(false)
})

test.each([
  ['older', 1, 2, false],
  ['newer', 2, 1, true],
])("npm's own record that is %s than the lock decides", async (_, lockAge, recordAge, verdict) => {
  const record = folder.write('node_modules/.package-lock.json', '{}')
  utimesSync(lock, hoursAgo(lockAge), hoursAgo(lockAge))
  utimesSync(record, hoursAgo(recordAge), hoursAgo(recordAge))
  expect(await areInstalled(folder.path)).toBe(verdict)
})

test('a fresh checkout of the same lock does not install again', async () => {
  folder.write('node_modules/.binnacle-lock.json', '{"lockfileVersion":3}')
  utimesSync(path.join(folder.path, 'package-lock.json'), new Date(), new Date())
  expect(await areInstalled(folder.path)).toBe(true)
  folder.write('package-lock.json', '{"lockfileVersion":3,"packages":{}}')
  expect(await areInstalled(folder.path)).toBe(false)
})
