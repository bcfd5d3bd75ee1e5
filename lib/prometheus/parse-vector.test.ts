import { describe, expect, test } from 'vitest'
import { parseVector, prometheusNumber, type VectorTable } from './parse-vector'

const reply = (result: unknown, more = {}) =>
  JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more })

const series = (metric: Record<string, string>, value: string) => ({ metric, value: [1, value] })

const shape = { groupLabels: ['source', 'destination'], labels: ['code'] }

function tableOf(text: string): VectorTable {
  const reading = parseVector(text, shape)
  if (reading.kind !== 'vector') throw new Error(reading.kind)
  return reading.table
}

describe('an instant vector becomes columns', () => {
  const table = tableOf(
    reply([
      series({ source: 'productpage', destination: 'reviews', code: '200' }, '12.5'),
      series({ source: 'productpage', destination: 'details', code: '200' }, '3'),
      series({ source: 'productpage', destination: 'reviews', code: '503' }, '+Inf'),
    ]),
  )

  test('series that agree on the group labels share one group', () => {
    expect([...table.groupOf]).toEqual([0, 1, 0])
    expect([...table.groups].map((id) => table.strings[id])).toEqual([
      'productpage',
      'reviews',
      'productpage',
      'details',
    ])
  })

  test('each text is kept once', () => {
    expect(table.strings).toEqual(['productpage', 'reviews', '200', 'details', '503'])
    expect([...table.labels].map((id) => table.strings[id])).toEqual(['200', '200', '503'])
  })

  test('infinity stays infinity', () => expect([...table.values]).toEqual([12.5, 3, Infinity]))

  test('a label that is not there is empty, as in PromQL', () => {
    const bare = tableOf(reply([series({ source: 'productpage' }, '1')]))
    expect([...bare.labels].map((id) => bare.strings[id])).toEqual([''])
  })

  test('warnings come along', () => {
    expect(tableOf(reply([], { warnings: ['store lost'] })).warnings).toEqual(['store lost'])
  })
})

test.each([
  ['+Inf', Infinity],
  ['-Inf', -Infinity],
  ['NaN', Number.NaN],
  ['', Number.NaN],
  ['1.5e-7', 1.5e-7],
])('reads the value %j', (text, value) => expect(prometheusNumber(text)).toBe(value))

describe('what is no vector is called what it is', () => {
  test('an error envelope keeps its words', () => {
    const text = JSON.stringify({ status: 'error', errorType: 'execution', error: 'too many' })
    const error = { kind: 'error', errorType: 'execution', error: 'too many' }
    expect(parseVector(text, shape)).toEqual(error)
  })

  test.each([
    ['a login page', '<html>Sign in</html>'],
    ['a body cut half way', reply([series({}, '1')]).slice(0, 60)],
    ['nothing', ''],
    ['null', 'null'],
    ['another kind of result', '{"status":"success","data":{"resultType":"matrix","result":[]}}'],
    ['a series without a value', reply([{ metric: {} }])],
    ['a series without labels', reply([{ value: [1, '1'] }])],
    ['a native histogram', reply([{ metric: {}, histogram: [1, {}] }])],
  ])('%s is malformed', (_, text) => {
    expect(parseVector(text, shape).kind).toBe('malformed')
  })
})
