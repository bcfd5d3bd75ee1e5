import { expect, test } from 'vitest'
import { noFacts, pageViews, traffic } from '../service-graph/bookinfo.fixtures'
import { drawServiceGraph } from '../service-graph/draw'
import { completionsOf } from './complete'
import { isReadable } from './parse'

const bookinfo = drawServiceGraph(traffic({ requests: pageViews }), noFacts, {
  view: 'workload',
  services: false,
  namespaces: [],
  visible: null,
  readable: 'everything',
  windowSeconds: 300,
})

const offered = (text: string, caret = text.length) =>
  completionsOf(text, caret, bookinfo).map((one) => one.text)

test.each([
  ['nothing: the first fields', '', ['name:', 'namespace:', 'app:', 'version:']],
  ['the start of a field', 'err', ['error>']],
  ['a field in another case', 'NAMES', ['namespace:']],
  ['a part of a name', 'views-v', ['reviews-v1', 'reviews-v2']],
  ['a field that has to be numbers', 'error>', []],
  ['a field of known values', 'kind:s', ['service', 'serviceEntry']],
  ['a second value', 'kind:app,s', ['service', 'serviceEntry']],
  ['a field whose values are on screen', 'namespace:', ['default', 'istio-system']],
  ['the end of an edge', 'to:reviews', ['reviews-v1', 'reviews-v2']],
  ['a word that is turned round', '!id', []],
  ['no field at all', 'colour:', []],
])('offers for %s', (_, text, first) => {
  expect(offered(text).slice(0, first.length || 1)).toEqual(first)
})

test('completes the word before the caret and leaves the rest', () => {
  const [first] = completionsOf('rate>1 !nam error>1%', 11, bookinfo)
  expect(first).toMatchObject({ text: 'name:', from: 8, to: 11 })
})

test('writes what can be read', () => {
  for (const text of ['', 'k', 'kind:', 'r', 'protocol:'])
    for (const { text: written } of completionsOf(text, text.length, bookinfo))
      expect(isReadable(written.replace(/[:>]$/, '$&1'))).toBe(true)
})
