import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { followStream, type LiveEvent, pauseBefore } from './follow-stream'

const tick = 'event: tick\ndata: {"at":5000}\n\n'

const streamOf = (...chunks: string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    }),
  )

/** Each answer in turn; after the last one the reader goes away. */
async function follow(...answers: (() => Response)[]) {
  const leaving = new AbortController()
  const heard: string[] = []
  const pauses: number[] = []
  await followStream(leaving.signal, (event: LiveEvent) => heard.push(event.event), {
    random: () => 1,
    fetch: async () => {
      const answer = answers.shift()
      if (answers.length === 0) setTimeout(() => leaving.abort())
      if (!answer) throw new TypeError('gone')
      return answer()
    },
    pause: async (ms) => {
      pauses.push(ms)
      await new Promise((resolve) => setTimeout(resolve, 1))
    },
  })
  return { heard, pauses }
}

const refuse = () => new Response(null, { status: 503 })
const drop = () => {
  throw new TypeError('network')
}

afterEach(() => vi.restoreAllMocks())

describe('the stream is followed', () => {
  test('again after it has ended, and each time says that anything may have changed', async () => {
    const { heard } = await follow(
      () => streamOf(tick, tick),
      () => streamOf(tick),
    )
    expect(heard).toEqual(['opened', 'tick', 'tick', 'opened', 'tick'])
  })

  test('with longer and longer pauses while it is refused or lost', async () => {
    vi.spyOn(console, 'debug').mockImplementation(() => undefined)
    const { heard, pauses } = await follow(refuse, drop, refuse, drop, refuse, refuse, refuse)
    expect(heard).toEqual([])
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  test('patience begins anew once it was open', async () => {
    const { pauses } = await follow(refuse, refuse, () => streamOf(tick), refuse)
    expect(pauses).toEqual([1000, 2000, 1000, 2000])
  })
})

test('a pause is never less than half of what it could be, and never more than 30 s', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const pause = pauseBefore(attempt, () => chance)
      const full = Math.min(30_000, 1000 * 2 ** attempt)
      expect(pause).toBeGreaterThanOrEqual(full / 2)
      expect(pause).toBeLessThanOrEqual(full)
    }),
  )
})
