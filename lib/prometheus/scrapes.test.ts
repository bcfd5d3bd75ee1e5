import { describe, expect, test } from 'vitest'
import { toScrapes } from './scrapes'
import { vectorTable } from './vector-table.fixtures'

describe('scrapes', () => {
  const shape = { groupLabels: [], labels: ['fact'] }
  test('say when, in epoch ms, and how many', () => {
    const series = vectorTable(shape, [
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
    expect(toScrapes(vectorTable(shape, []))).toEqual({
      newest: null,
      intervalSeconds: null,
      twice: 0,
      series: null,
    })
  })
})
