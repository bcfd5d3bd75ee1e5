import { describe, expect, test, vi } from 'vitest'
import { createDecision } from './decision'

function decisionOf(...answers: (string | Error)[]) {
  let time = 0
  const ask = vi.fn(async () => {
    const answer = answers.shift() ?? 'asked too often'
    if (answer instanceof Error) throw answer
    return answer
  })
  const onFailure = vi.fn()
  const decision = createDecision({ ask, onFailure, fallback: 'fallback', now: () => time })
  return { ask, onFailure, read: decision.read, later: (ms: number) => (time += ms) }
}

const down = new Error('down')
/** Lets a question that nobody waited for come to its end. */
const done = () => new Promise((resolve) => setImmediate(resolve))

describe('a decision', () => {
  test('is asked once by many, and holds for half a minute', async () => {
    const { read, ask, later } = decisionOf('first', 'second')
    expect(await Promise.all([read(), read(), read()])).toEqual(['first', 'first', 'first'])
    later(29_999)
    expect(await read()).toBe('first')
    later(1)
    expect(await read()).toBe('second')
    expect(ask).toHaveBeenCalledTimes(2)
  })

  test('that lacks what is wanted is asked again at once, but not while that fails', async () => {
    const { read, ask } = decisionOf('first', 'second', down)
    await read()
    const wants = (value: string) => (answer: string) => answer === value
    expect(await read(wants('first'))).toBe('first')
    expect(await read(wants('second'))).toBe('second')
    expect(await read(wants('third'))).toBe('second')
    expect(await read(wants('third'))).toBe('second')
    expect(ask).toHaveBeenCalledTimes(3)
  })

  test('falls back as long as nothing was ever decided', async () => {
    const { read, onFailure } = decisionOf(down)
    expect(await read()).toBe('fallback')
    expect(onFailure).toHaveBeenCalledWith(down)
  })

  test('outlives an upstream that is down, and is told once', async () => {
    const { read, onFailure, later } = decisionOf('first', down, down)
    await read()
    later(30_000)
    expect(await read()).toBe('first')
    later(30_000)
    expect(await read()).toBe('first')
    await done()
    expect(onFailure).toHaveBeenCalledTimes(1)
  })

  test('is given up ten minutes after the last answer', async () => {
    const { read, later } = decisionOf('first', down, down)
    await read()
    later(9 * 60_000)
    expect(await read()).toBe('first')
    later(60_000)
    await read()
    await done()
    expect(await read()).toBe('fallback')
  })

  test('is asked again behind the back of who reads, and is right afterwards', async () => {
    const { read, ask, later } = decisionOf(down, 'healed')
    await read()
    expect(await read()).toBe('fallback')
    expect(ask).toHaveBeenCalledTimes(1)
    later(3_000)
    expect(await read()).toBe('fallback')
    await done()
    expect(await read()).toBe('healed')
  })
})
