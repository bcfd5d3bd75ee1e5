import { expect, test } from 'vitest'
import { latencyScope } from './latency-scope'

const opening = { latency: true, limit: 15, expand: [] }
const scopeOf = (search: Partial<Parameters<typeof latencyScope>[0]>, namespaces: string[] = []) =>
  latencyScope({ ...opening, ...search }, namespaces, () => 201)

test('of a small mesh all latencies are asked for, of a big one none before something is opened', () => {
  expect(latencyScope(opening, [], () => 200)).toEqual({ namespaces: [], warnings: [] })
  expect(scopeOf({})).toMatchObject({
    namespaces: null,
    warnings: [{ code: 'latency-of-opened' }],
  })
})

test('those of a namespace are asked for once it, an app of it or more of it is opened', () => {
  const expand = ['ns/shop', 'app/pay/till', 'more/office/30', 'more/60']
  expect(scopeOf({ expand }).namespaces).toEqual(['shop', 'pay', 'office'])
})

test.each([
  ['whoever looks at one namespace', {}, ['shop']],
  ['whoever wants all edges', { limit: undefined }, []],
])('%s asks for all of them', (_, search, namespaces) => {
  expect(scopeOf(search, namespaces)).toEqual({ namespaces, warnings: [] })
})

test('nothing is said where nothing was asked', () => {
  expect(scopeOf({ latency: false })).toEqual({ namespaces: null, warnings: [] })
})
