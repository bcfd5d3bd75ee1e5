import { describe, expect, test } from 'vitest'
import { placeOf, type RuleIdentity } from './same-rule'

const seen: RuleIdentity = {
  name: 'everybody',
  match: 'every request to reviews',
  destinations: ['v1', 'v2'].map((subset) => ({ host: 'reviews', subset, port: null })),
}
const testers: RuleIdentity = { ...seen, name: 'testers', match: 'x-tester is 1' }
const inOrder = (...rules: RuleIdentity[]) =>
  rules.map((rule, at) => ({ ...rule, route: `/spec/http/${at}` }))

describe('a rule that was read as the first', () => {
  test.each([
    ['stands where it stood', inOrder(seen, testers), '/spec/http/0'],
    ['is found behind one that was put in front of it', inOrder(testers, seen), '/spec/http/1'],
    ['is where it was, though another looks like it', inOrder(seen, seen), '/spec/http/0'],
    ['cannot be told from another behind one', inOrder(testers, seen, seen), null],
    ['is gone', inOrder(testers), null],
    ['is another with another match', inOrder({ ...seen, match: 'uri begins with /a' }), null],
    [
      'is another with a destination more',
      inOrder({ ...seen, destinations: [...seen.destinations, ...seen.destinations] }),
      null,
    ],
    [
      'is another with a port',
      inOrder({ ...seen, destinations: seen.destinations.map((one) => ({ ...one, port: 80 })) }),
      null,
    ],
  ])('%s', (_, rules, place) => {
    expect(placeOf('/spec/http/0', seen, rules)).toBe(place)
  })
})
