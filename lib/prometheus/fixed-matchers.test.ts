import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMatchers, withFixedMatchers } from './fixed-matchers'
import { latencyBuckets, requests, scrapes, security, volumes } from './istio-metrics'
import { presence, presenceQueries } from './presence'
import { type Matcher, selector } from './promql'

const east: Matcher[] = [['cluster', '=', 'east']]

describe('fixed matchers', () => {
  test.each([
    ['istio_build{}', 'istio_build{cluster="east"}'],
    ['a{b="c"} or d{}', 'a{cluster="east",b="c"} or d{cluster="east"}'],
    ['{__name__=~"a|b"}', '{cluster="east",__name__=~"a|b"}'],
    [
      'label_replace(a{}, "x", "{$1}", "y", "(.+?)")',
      'label_replace(a{cluster="east"}, "x", "{$1}", "y", "(.+?)")',
    ],
    ['a{b="\\"{"}', 'a{cluster="east",b="\\"{"}'],
  ])('go into every selector of %s', (query, expected) => {
    expect(withFixedMatchers(query, east)).toBe(expected)
  })

  test('without any, a question stays as it is', () => {
    expect(withFixedMatchers('up', [])).toBe('up')
  })

  test('a question that they cannot go into does not leave', () => {
    expect(() => withFixedMatchers('up', east)).toThrow('without a selector')
  })

  test('are in every selector that we write, whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const query = selector('a', [['b', '=', value]])
        expect(withFixedMatchers(query, east)).toBe(query.replace('{', '{cluster="east",'))
      }),
    )
  })

  test('are in every selector of every question that a graph asks', () => {
    const scope = { namespaces: ['shop'], windowSeconds: 300 }
    const questions = [
      ...requests(scope, ['reviews\\..*']),
      volumes(scope, { bytes: true }),
      scrapes(scope),
      latencyBuckets('workload', scope),
      security('workload', scope),
      presence(presenceQueries(scope)),
    ]
    for (const { query } of questions) {
      const text = withFixedMatchers(query, east)
      const names = text.match(/\bistio_[a-z_]+\b(?!")/g) ?? []
      expect(names.length).toBeGreaterThan(0)
      const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
      expect(bare.match(/istio_\w+(?!\{|\w)/g)).toBeNull()
      expect(
        bare
          .split('{')
          .slice(1)
          .every((rest) => rest.startsWith('cluster=')),
      ).toBe(true)
    }
  })
})

describe('matchers as Prometheus writes them', () => {
  test.each([
    ['cluster="east"', [['cluster', '=', 'east']]],
    [
      ' a != "b" , c=~"d|e",',
      [
        ['a', '!=', 'b'],
        ['c', '=~', 'd|e'],
      ],
    ],
    ['a="with \\"quotes\\""', [['a', '=', 'with "quotes"']]],
    ['', []],
    ['cluster=east', null],
    ['a="b" or c="d"', null],
    ['a="b"} or up{', null],
  ])('%s', (text, expected) => {
    expect(parseMatchers(text)).toEqual(expected)
  })
})
