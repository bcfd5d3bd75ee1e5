import { expect, test } from 'vitest'
import { newWorkQueue } from './work-queue'

const never = (error: unknown) => {
  throw error
}

test('runs one name at a time, and once more for all that came meanwhile', async () => {
  const running: string[] = []
  let runs = 0
  const queue = newWorkQueue(async (name) => {
    expect(running).not.toContain(name)
    running.push(name)
    runs++
    if (runs === 1) for (let again = 0; again < 5; again++) queue.add('Pod/a')
    await Promise.resolve()
    running.splice(running.indexOf(name), 1)
  }, never)
  queue.add('Pod/a')
  await queue.idle()
  expect(runs).toBe(2)
})

test('tries again after an error', async () => {
  let runs = 0
  const queue = newWorkQueue(async () => {
    runs++
    if (runs === 1) throw new Error('conflict')
  }, never)
  queue.add('Service/a')
  await queue.idle()
  expect(runs).toBe(2)
})

test('gives up in the end and says so', async () => {
  const errors: unknown[] = []
  const queue = newWorkQueue(
    async (name) => {
      throw new Error(name)
    },
    (error) => errors.push(error),
  )
  queue.add('Pod/b')
  await queue.idle()
  expect(errors).toEqual([new Error('Pod/b')])
})

test('starts nothing after it was stopped', async () => {
  const queue = newWorkQueue(async () => expect.unreachable(), never)
  queue.stop()
  queue.add('Pod/a')
  await queue.idle()
})
