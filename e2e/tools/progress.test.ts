import { expect, test } from 'vitest'
import { step } from './progress.mjs'

test('says nothing of a step that is quick', async () => {
  const lines: string[] = []
  expect(await step('Looking', async () => 42, { tell: (line) => lines.push(line) })).toBe(42)
  expect(lines).toEqual([])
})

test('says what takes long, that it still does, and when it has ended', async () => {
  const lines: string[] = []
  let finish: () => void = () => {}
  const work = () => new Promise<void>((resolve) => (finish = resolve))
  const tell = (line: string) => {
    lines.push(line)
    if (lines.length === 2) finish()
  }
  await step('Building', work, { tell, slowMs: 1, repeatMs: 1 })
  expect(lines[0]).toBe('Building …')
  expect(lines[1]).toMatch(/^Building … \d+ s$/)
  expect(lines.at(-1)).toMatch(/^Building: done in \d+ s$/)
})

test('passes a failure on', async () => {
  const failing = step('Building', () => Promise.reject(new Error('no room')))
  await expect(failing).rejects.toThrow('no room')
})
