import { expect, test } from 'vitest'
import { parseBody } from './parse-off-thread'
import { parseVector } from './parse-vector'

const shape = { groupLabels: ['source'], labels: ['code'] }

const answer = (series: number) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: Array.from({ length: series }, (_, at) => ({
        metric: { source: `workload-${at % 50}`, code: '200' },
        value: [1, String(at)],
      })),
    },
  })

const encode = (text: string) => new TextEncoder().encode(text)

test.each([10, 8_000])(
  'an answer of %i series reads the same in place and in the worker',
  async (n) => {
    const text = answer(n)
    expect(await parseBody(encode(text), shape)).toEqual(parseVector(text, shape))
  },
)

test('answers that are parsed at the same time are not mixed up', async () => {
  const sizes = [7_000, 8_000, 9_000]
  const readings = await Promise.all(sizes.map((n) => parseBody(encode(answer(n)), shape)))
  expect(readings.map((one) => one.kind === 'vector' && one.table.values.length)).toEqual(sizes)
})

test('a big body that is cut half way is malformed, and the worker goes on', async () => {
  const cut = encode(answer(8_000)).slice(0, 300_000)
  expect((await parseBody(cut, shape)).kind).toBe('malformed')
  expect((await parseBody(encode(answer(8_000)), shape)).kind).toBe('vector')
})
