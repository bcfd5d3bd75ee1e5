import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashOfInputs, isStale, swapIn } from './build.mjs'
import { type ScratchFolder, scratchFolder } from './scratch-folder'

let folder: ScratchFolder
beforeEach(() => {
  folder = scratchFolder()
  folder.write('app/page.tsx', 'export default 1')
  folder.write('lib/format/rate.ts', 'export const rate = 1')
  folder.write('package.json', '{}')
})
afterEach(() => folder.remove())

const build = async () => folder.write('.next/binnacle-inputs', await hashOfInputs(folder.path))
const read = (file: string) => readFileSync(path.join(folder.path, file), 'utf8')

test('is stale without a build', async () => {
  expect(await isStale(folder.path)).toBe(true)
})

test.each([
  ['a source file changes', 'lib/format/rate.ts', true],
  ['a source file is added', 'components/ui/button.tsx', true],
  ['a dependency changes', 'package.json', true],
  ['a test changes', 'lib/format/rate.test.ts', false],
  ['the test bed changes', 'e2e/testbed/main.ts', false],
])('when %s the build is stale: %3$s', async (_, file, verdict) => {
  await build()
  expect(await isStale(folder.path)).toBe(false)
  folder.write(file, 'changed')
  expect(await isStale(folder.path)).toBe(verdict)
})

test('a finished build takes the place of the last one and leaves next dev its folder', async () => {
  folder.write('.next/BUILD_ID', 'old')
  folder.write('.next/dev/cache', 'of next dev')
  folder.write('.next-build/BUILD_ID', 'new')
  await swapIn(folder.path)
  expect(read('.next/BUILD_ID')).toBe('new')
  expect(read('.next/dev/cache')).toBe('of next dev')
  expect(existsSync(path.join(folder.path, '.next-build'))).toBe(false)
  expect(existsSync(path.join(folder.path, '.next-last'))).toBe(false)
})
