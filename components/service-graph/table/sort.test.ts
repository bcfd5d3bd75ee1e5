import { expect, test } from 'vitest'
import { directionOf, sortAfter } from './sort'

test.each([
  ['another column', 'source', 'share', true, '-share'],
  ['a figure again', '-share', 'share', true, 'share'],
  ['a figure a third time', 'share', 'share', true, '-share'],
  ['a name', '-share', 'target', false, 'target'],
  ['a name again', 'target', 'target', false, '-target'],
] as const)('pressing the head of %s', (_, sort, column, isNumber, next) => {
  expect(sortAfter(sort, column, isNumber)).toBe(next)
})

test('a column says whether the rows are in its order', () => {
  expect(directionOf('-p95', 'p95')).toBe('descending')
  expect(directionOf('p95', 'p95')).toBe('ascending')
  expect(directionOf('-p95', 'p99')).toBeNull()
})
