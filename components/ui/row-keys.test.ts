import { expect, test } from 'vitest'
import { rowAfterKey } from './row-keys'

test.each([
  ['ArrowDown', 3, 4],
  ['ArrowUp', 0, 0],
  ['ArrowDown', 99, 99],
  ['PageDown', 3, 18],
  ['PageUp', 3, 0],
  ['End', 3, 99],
  ['Home', 3, 0],
  ['Enter', 3, null],
])('%s leads from row %d of a hundred to %j', (key, from, to) => {
  expect(rowAfterKey(key, from, 100)).toBe(to)
})

test('no key leads anywhere where there are no rows', () => {
  expect(rowAfterKey('End', 0, 0)).toBeNull()
})
