import { describe, expect, test } from 'vitest'
import { destination, route, split } from '@/lib/domain/traffic-split/split.fixtures'
import { type Candidate, itemKey, listItems } from './list-items'

const calm = split({
  id: 'default/VirtualService/reviews',
  routes: [route([destination('v1', 100), destination('v2', 0)])],
})
const broken = split({
  id: 'shop/HTTPRoute/cart',
  namespace: 'shop',
  kind: 'HTTPRoute',
  name: 'cart',
  hosts: ['cart'],
  routes: [
    route([
      destination('v1', 100, { host: 'cart-a', observed: null }),
      destination('v2', 0, { host: 'cart-b', observed: null }),
    ]),
  ],
  changedBack: { changeId: 'c', routes: [], manager: null, at: null },
})
const ratings: Candidate = {
  namespace: 'default',
  name: 'ratings',
  protocol: 'http',
  versions: [],
  creatable: { allowed: true, reason: null },
}

const shown = (find: string, show: 'all' | 'attention' = 'all') =>
  listItems([calm, broken], [ratings], { find, show }).map(itemKey)

describe('the list of splits', () => {
  test('begins with what needs attention and ends with what could be split', () => {
    expect(shown('')).toEqual([broken.id, calm.id, 'service default/ratings'])
  })

  test.each([
    ['CART', [broken.id]],
    ['cart-b', [broken.id]],
    ['httproute shop', [broken.id]],
    ['rat', ['service default/ratings']],
    ['default v2', [calm.id]],
    ['nowhere', []],
  ])('finds every word of “%s” wherever it stands in a row', (find, ids) => {
    expect(shown(find)).toEqual(ids)
  })

  test('can be cut to what needs attention', () => {
    expect(shown('', 'attention')).toEqual([broken.id])
  })
})
