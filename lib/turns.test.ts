import { expect, test } from 'vitest'
import { turns } from './turns'

const open = new AbortController().signal

function pending() {
  let finish = () => {}
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { done, finish }
}

test('runs no more than the limit at once, in the order of arrival', async () => {
  const inTurn = turns(2)
  const started: number[] = []
  const works = [pending(), pending(), pending()]
  const all = works.map((work, at) =>
    inTurn(open, () => {
      started.push(at)
      return work.done
    }),
  )
  await Promise.resolve()
  expect(started).toEqual([0, 1])
  works[1]?.finish()
  await all[1]
  await Promise.resolve()
  expect(started).toEqual([0, 1, 2])
  for (const work of works) work.finish()
  await Promise.all(all)
})

test('who gives up while waiting leaves the line and takes no place', async () => {
  const inTurn = turns(1)
  const first = pending()
  const running = inTurn(open, () => first.done)
  const impatient = new AbortController()
  const left = inTurn(impatient.signal, () => Promise.resolve('never'))
  const next = inTurn(open, () => Promise.resolve('next'))
  impatient.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  first.finish()
  await running
  expect(await next).toBe('next')
})

test('a failure frees the place', async () => {
  const inTurn = turns(1)
  await expect(inTurn(open, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await inTurn(open, () => Promise.resolve('free'))).toBe('free')
})
