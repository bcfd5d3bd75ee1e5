import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { run, start } from './processes.mjs'

test('returns what a command printed', async () => {
  expect(await run('sh', ['-c', 'echo one; echo two'])).toBe('one\ntwo')
})

test('says how a command ended badly and what it said last', async () => {
  const failing = run('sh', ['-c', 'echo no such thing >&2; exit 3'])
  await expect(failing).rejects.toThrow(/ended with code 3\nno such thing$/)
})

test('a command that does not exist ends as in a shell', async () => {
  expect((await start('no-such-command', []).exited).code).toBe(127)
})

test('stops what a child has started as well', async () => {
  let isUnderWay = false
  const one = start('sh', ['-c', 'sleep 300 & echo under way; wait'], {
    onLine: () => {
      isUnderWay = true
    },
  })
  await vi.waitUntil(() => isUnderWay)
  // Both hold the pipe: it closes when both have ended.
  const closed = once(one.child, 'close')
  await one.stop()
  await closed
})

test('ends a child that does not want to', async () => {
  let isDeaf = false
  const one = start('sh', ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'], {
    onLine: () => {
      isDeaf = true
    },
  })
  await vi.waitUntil(() => isDeaf)
  await one.stop(100)
  expect((await one.exited).signal).toBe('SIGKILL')
})
