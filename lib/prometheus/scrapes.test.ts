import { describe, expect, test } from 'vitest'
import { parseVector, type VectorShape } from './parse-vector'
import { toScrapes } from './scrapes'

function table(shape: VectorShape, series: [Record<string, string>, string][]) {
  const result = series.map(([metric, value]) => ({ metric, value: [1, value] }))
  const text = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
  const reading = parseVector(text, shape)
  if (reading.kind !== 'vector') throw new Error(reading.kind)
  return reading.table
}

describe('scrapes', () => {
  const shape = { groupLabels: [], labels: ['fact'] }
  test('say when, in epoch ms, and how many', () => {
    const series = table(shape, [
      [{ fact: 'newest' }, '1790000000.123'],
      [{ fact: 'count' }, '20'],
    ])
    expect(toScrapes(series)).toEqual({
      newest: 1_790_000_000_123,
      intervalSeconds: 15,
      twice: 0,
      series: null,
    })
  })
  test('that there are none of are not known', () => {
    expect(toScrapes(table(shape, []))).toEqual({
      newest: null,
      intervalSeconds: null,
      twice: 0,
      series: null,
    })
  })
})
