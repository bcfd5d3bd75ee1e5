import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { UpstreamError } from '../../errors'
import type { WholeObject } from '../../kubernetes/whole-object'
import type { WriteOutcome } from '../../kubernetes/write-object'
import { carryOut } from './carry-out'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const objectAt = (generation: number): WholeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'default', uid: 'a1', generation },
})

const dropped = new UpstreamError('kubernetes', 'unreachable')
const never = async (): Promise<WriteOutcome> => {
  throw dropped
}

/** Reads one after the other; a number is the generation that is there, null a failing API. */
async function carry(write: () => Promise<WriteOutcome>, generations: readonly (number | null)[]) {
  const reads = [...generations]
  const read = vi.fn(async () => {
    const generation = reads.shift()
    if (generation === undefined || generation === null) throw dropped
    return { path: '/', object: objectAt(generation) }
  })
  const carried = carryOut(write, {
    read,
    holdsChange: ({ metadata }) => metadata.generation === 2,
  })
  await vi.runAllTimersAsync()
  return { carried: await carried, reads: read.mock.calls.length }
}

test('an answer is taken at its word', async () => {
  const { carried, reads } = await carry(
    async () => ({ kind: 'written', object: objectAt(2), warnings: [] }),
    [],
  )
  expect([carried, reads]).toEqual([
    { kind: 'applied', object: objectAt(2), confirmedBy: 'answer' },
    0,
  ])
})

test.each([
  ['in it at once', [2], 'applied', 1],
  ['in it a moment later', [1, 1, 2], 'applied', 3],
  ['in it as soon as it can be read', [null, 2], 'applied', 2],
  ['not in it', [1, 1, 1], 'lost', 3],
  ['not to be seen', [null, null, null], 'unknown', 3],
] as const)(
  'without an answer the object is read again: the change is %s',
  async (_, generations, kind, count) => {
    const { carried, reads } = await carry(never, generations)
    expect([carried.kind, reads]).toEqual([kind, count])
  },
)

test('what was refused before it was looked at is a failure, not an open question', async () => {
  const refused = carryOut(
    async () => {
      throw new UpstreamError('kubernetes', 'unauthorized')
    },
    { read: async () => null, holdsChange: () => true },
  )
  await expect(refused).rejects.toMatchObject({ failure: 'unauthorized' })
})
