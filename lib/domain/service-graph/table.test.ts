import { describe, expect, test } from 'vitest'
import { pageAfter, type TableRow } from './table'

// Only the ids matter to paging.
const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }) as TableRow)
const idsOf = (page: { rows: TableRow[] }) => page.rows.map(({ id }) => id).join('')

describe('a page of rows', () => {
  test.each([
    { after: null, size: 2, ids: 'ab', next: 'b' },
    { after: 'b', size: 2, ids: 'cd', next: 'd' },
    { after: 'd', size: 2, ids: 'e', next: null },
    { after: 'c', size: 2, ids: 'de', next: null },
    { after: 'e', size: 2, ids: '', next: null },
    { after: null, size: 9, ids: 'abcde', next: null },
  ])('of $size after $after is $ids', ({ after, size, ids, next }) => {
    const page = pageAfter(rows, { after, size })
    expect([idsOf(page), page.next, page.total]).toEqual([ids, next, 5])
  })

  test('after a row that is gone begins again: shown twice is better than lost', () => {
    expect(idsOf(pageAfter(rows, { after: 'gone', size: 2 }))).toBe('ab')
  })
})
