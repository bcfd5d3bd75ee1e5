import { describe, expect, test } from 'vitest'
import { splitHref, trafficHref } from './routes'
import { parseTrafficSearch, toTrafficQuery, trafficDefaults } from './traffic'

const parse = (query: string) => parseTrafficSearch(new URLSearchParams(query))

describe('a link to the traffic splits', () => {
  test('opens with the defaults when it carries nothing', () => {
    expect(parse('')).toEqual(trafficDefaults)
  })

  test.each(['window=fortnight', 'at=yesterday', 'refresh=1', 'show=some', 'namespaces=-x'])(
    'falls back to the default for %s',
    (query) => {
      expect(parse(query)).toEqual(trafficDefaults)
    },
  )

  test('survives being written and read again', () => {
    const search = parse(
      'namespaces=b,a&window=1h&at=1790000000000&refresh=0&find=reviews v2&show=attention',
    )
    expect(parseTrafficSearch(toTrafficQuery(search))).toEqual(search)
  })

  test('does not write what is the default', () => {
    expect(trafficHref({ window: 300, find: '' })).toBe('/traffic')
    expect(trafficHref({ show: 'attention' })).toBe('/traffic?show=attention')
  })

  test('bounds what is looked for', () => {
    expect(parse(`find=${'a'.repeat(5000)}`).find).toHaveLength(100)
  })
})

test('a link to one split writes its name as part of the path', () => {
  const split = { namespace: 'default', kind: 'VirtualService', name: 'reviews.v1' }
  expect(splitHref(split, { window: 60 })).toBe(
    '/traffic/default/VirtualService/reviews.v1?window=1m',
  )
})
