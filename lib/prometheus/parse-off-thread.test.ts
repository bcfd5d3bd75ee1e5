import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sizeOf } from './answer-body'
import { beginParsing, parseBody } from './parse-off-thread'
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

const plain = (text: string) => ({ bytes: new TextEncoder().encode(text), isGzipped: false })
const zipped = (text: string) => ({ bytes: gzipSync(text), isGzipped: true })

test.each([10, 8_000])(
  'an answer of %i series reads the same in place and in the worker',
  async (n) => {
    const text = answer(n)
    expect(await parseBody(plain(text), shape)).toEqual(parseVector(text, shape))
    expect(await parseBody(zipped(text), shape)).toEqual(parseVector(text, shape))
  },
)

test('a worker that was begun ahead, once or again, does the work', async () => {
  beginParsing()
  beginParsing()
  expect((await parseBody(plain(answer(8_000)), shape)).kind).toBe('vector')
})

test('answers that are parsed at the same time are not mixed up', async () => {
  const sizes = [7_000, 8_000, 9_000]
  const readings = await Promise.all(sizes.map((n) => parseBody(plain(answer(n)), shape)))
  expect(readings.map((one) => one.kind === 'vector' && one.table.values.length)).toEqual(sizes)
})

test('a big body that is cut half way is malformed, and the worker goes on', async () => {
  const cut = plain(answer(8_000).slice(0, 300_000))
  expect((await parseBody(cut, shape)).kind).toBe('malformed')
  expect((await parseBody(plain(answer(8_000)), shape)).kind).toBe('vector')
})

test('gzip that is broken is malformed', async () => {
  const bytes = zipped(answer(10)).bytes.subarray(0, 40)
  expect((await parseBody({ bytes, isGzipped: true }, shape)).kind).toBe('malformed')
})

test('what is packed is as big as what is in it', () => {
  const text = answer(500)
  expect(sizeOf(zipped(text))).toBe(sizeOf(plain(text)))
})
