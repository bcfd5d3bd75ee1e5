import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.mjs'
import { type ScratchFolder, scratchFolder } from './scratch-folder'

let folder: ScratchFolder
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => folder.remove())

test('lets one at a time do the work', async () => {
  const file = path.join(folder.path, 'tool.lock')
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    log.push(`${name} ends`)
  }
  await Promise.all([withLock(file, work('one'), 1), withLock(file, work('two'), 1)])
  const order = log[0] === 'one begins' ? ['one', 'two'] : ['two', 'one']
  expect(log).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]))
})

test('gives the lock back when the work fails', async () => {
  const file = path.join(folder.path, 'tool.lock')
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

test('takes over from an owner that has died', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const file = folder.write('tool.lock', String(pid))
  expect(await withLock(file, async () => 'done', 1)).toBe('done')
})
