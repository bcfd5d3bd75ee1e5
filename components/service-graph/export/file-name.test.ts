import { expect, test } from 'vitest'
import { evaluatedAt, fileName } from './file-name'

const observedAt = Date.UTC(2026, 10, 27, 6, 1, 2, 345)

test.each([
  [[], 'graph-app-all-2026-11-27T0601Z.svg'],
  [['shop'], 'graph-app-shop-2026-11-27T0601Z.svg'],
  [['bank', 'shop'], 'graph-app-bank-and-1-more-2026-11-27T0601Z.svg'],
])('a file of %j is called %s', (namespaces, name) => {
  expect(fileName({ namespaces, view: 'app' }, observedAt, 'svg')).toBe(name)
})

test('a link to a moment knows the newest scrape that was shown', () => {
  expect(evaluatedAt(observedAt)).toBe(Date.UTC(2026, 10, 27, 6, 1, 5))
  expect(evaluatedAt(evaluatedAt(observedAt))).toBe(evaluatedAt(observedAt))
})
