import { describe, expect, test } from 'vitest'
import { destinationNames, firstWeightsWords, listed, moveVerb, weightsText } from './words'

const to = (host: string, subset: string | null = null, port: number | null = null) => ({
  host,
  subset,
  port,
})

describe('destinations are called', () => {
  test.each([
    ['by subset', [to('reviews', 'v1'), to('reviews', 'v2')], ['v1', 'v2']],
    ['by host without subsets', [to('cart-a'), to('cart-b')], ['cart-a', 'cart-b']],
    ['by both where subsets repeat', [to('a', 'v1'), to('b', 'v1')], ['a v1', 'b v1']],
    [
      'with the port where only that differs',
      [to('a', 'v1', 80), to('a', 'v1', 81)],
      ['a v1:80', 'a v1:81'],
    ],
  ])('%s', (_, destinations, names) => {
    expect(destinationNames(destinations)).toEqual(names)
  })
})

describe('the verb of a move', () => {
  const share = (name: string, before: number, after: number) => ({ name, before, after })

  test.each([
    [
      'says how much moves where',
      [[share('v1', 0.8, 0.5), share('v2', 0.2, 0.5)]],
      'Move 30\u00a0% to v2',
    ],
    [
      'names all that gain',
      [[share('v1', 1, 0.4), share('v2', 0, 0.3), share('v3', 0, 0.3)]],
      'Move 60\u00a0% to v2 and v3',
    ],
    ['says when everything moves', [[share('v1', 0.8, 0), share('v2', 0.2, 1)]], 'Move all to v2'],
    [
      'says when only the scale changes',
      [[share('v1', 0.25, 0.25), share('v2', 0.75, 0.75)]],
      'Change the scale of the weights',
    ],
    [
      'counts routes when there are several',
      [[share('v1', 1, 0)], [share('v1', 0, 1)]],
      'Move weights of 2 routes',
    ],
  ])('%s', (_, routes, verb) => {
    expect(moveVerb(routes)).toBe(verb)
  })
})

test.each([
  [[], ''],
  [['v1'], 'v1'],
  [['v1', 'v2', 'v3'], 'v1, v2 and v3'],
])('lists %j as “%s”', (words, text) => {
  expect(listed(words)).toBe(text)
})

test('a weight that is not written is a dash, not a zero', () => {
  expect(weightsText([80, null])).toBe('80 / –')
})

describe('the first weights of a creation say where they come from', () => {
  const from = (of: 'observed' | 'ready-pods' | 'even') => [
    { version: 'v1', subset: 'v1', weight: 50, from: of },
  ]
  test.each([
    ['observed', { kind: 'seen', seconds: 140 }, /in the last 2\u00a0min.*moves nothing/],
    ['ready-pods', { kind: 'not-shared-long-enough' }, /ready pods.*ready for two minutes/],
    ['ready-pods', { kind: 'metrics-missing' }, /Prometheus did not answer/],
    ['ready-pods', { kind: 'too-little-traffic', seconds: 300 }, /too little traffic/],
    ['even', { kind: 'not-shared-long-enough' }, /no pod is ready/],
  ] as const)('%s, %o', (of, ground, words) => {
    expect(firstWeightsWords({ weights: from(of), weightsGround: ground })).toMatch(words)
  })
})
