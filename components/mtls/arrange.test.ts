import { describe, expect, test } from 'vitest'
import { arrange } from './arrange'
import { row } from './namespace.fixtures'

const rows = [
  row('shop', { risk: 2, observed: { requestCount: 1940 } }),
  row('archive', { verdict: { word: 'strict', sentence: 'Strict, no traffic seen' } }),
  row('legacy', { risk: 9, observed: { requestCount: 118 }, dataPlane: 'mixed' }),
  row('quiet', { risk: 2, observed: { requestCount: 0 } }),
]

const names = (search: Partial<Parameters<typeof arrange>[1]>) =>
  arrange(rows, { find: '', sort: 'risk', ...search }).map(({ namespace }) => namespace)

describe('the namespaces come', () => {
  test('most urgent first, and by name where they are equally urgent', () => {
    expect(names({})).toEqual(['legacy', 'quiet', 'shop', 'archive'])
  })

  test('busiest first, and those that were not seen after those that were silent', () => {
    expect(names({ sort: 'traffic' })).toEqual(['shop', 'legacy', 'quiet', 'archive'])
  })

  test('by name', () => {
    expect(names({ sort: 'namespace' })).toEqual(['archive', 'legacy', 'quiet', 'shop'])
  })
})

describe('a text finds', () => {
  test.each([
    ['SHOP', ['shop']],
    ['mixed', ['legacy']],
    ['strict traffic', ['archive']],
    ['nowhere', []],
  ])('%s', (find, found) => {
    expect(names({ find })).toEqual(found)
  })
})
