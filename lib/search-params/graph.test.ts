import { describe, expect, test } from 'vitest'
import {
  answeredLabels,
  graphDefaults,
  parseGraphSearch,
  tableQuestionQuery,
  toGraphQuery,
  toGraphQuestion,
  toTableQuestion,
} from './graph'
import { toSearchParams } from './raw'
import { graphHref } from './routes'

const parse = (query: string) => parseGraphSearch(new URLSearchParams(query))

describe('a link to the graph', () => {
  test('opens with the defaults when it carries nothing', () => {
    expect(parse('')).toEqual(graphDefaults)
  })

  test.each([
    'view=pie',
    'window=fortnight',
    'window=0m',
    'window=8d',
    'at=yesterday',
    'refresh=1',
    'refresh=',
    'edges=colour',
    'services=perhaps',
    'namespaces=UPPER,-x',
    'form=poem',
    'sort=colour',
    'find=nofield:1',
    `find=${'a'.repeat(501)}`,
    'focus=nowhere',
    'hops=7',
  ])('falls back to the default for %s', (query) => {
    expect(parse(query)).toEqual(graphDefaults)
  })

  test('keeps the readable names of a half mangled list', () => {
    expect(parse('namespaces=shop,%3Cb%3E,default').namespaces).toEqual(['default', 'shop'])
  })

  test('can ask for bare edges', () => {
    expect(parse('edges=').edges).toEqual([])
  })

  test('survives being written and read again', () => {
    const search = parse(
      'view=app&namespaces=b,a&window=1h&at=1790000000000&services=true&edges=mtls,rate&refresh=0&selected=x%26y' +
        '&form=table&sort=p95&find=error%3E1%25&hide=idle&focus=workload/-/shop/cart&hops=3&expand=ns/b,ns/a',
    )
    expect(parseGraphSearch(toGraphQuery(search))).toEqual(search)
  })

  test('does not write what is the default', () => {
    expect(graphHref({ window: 300, view: 'workload' })).toBe('/graph')
    expect(graphHref({ window: 3600 })).toBe('/graph?window=1h')
  })

  test('takes the first of a repeated parameter', () => {
    expect(toSearchParams({ view: ['app', 'service'] }).get('view')).toBe('app')
  })
})

describe('the question to the API', () => {
  test('asks for latency and mTLS only when an edge shows them', () => {
    expect(toGraphQuestion(parse('edges=rate'))).toMatchObject({ latency: false, mtls: false })
    expect(toGraphQuestion(parse('edges=p99,mtls'))).toMatchObject({ latency: true, mtls: true })
  })

  test('decides which labels its answer can fill', () => {
    const wanted = parse('edges=rate,p95,mtls')
    expect(answeredLabels(wanted.edges, toGraphQuestion(parse('edges=rate')))).toEqual(['rate'])
    expect(answeredLabels(wanted.edges, toGraphQuestion(wanted))).toEqual(wanted.edges)
  })

  test('of a picture says how much room there is and what is opened; of a table, the order', () => {
    const search = parse('expand=ns/a&sort=p95&focus=workload/-/shop/cart&hops=2')
    expect(toGraphQuestion(search, 15)).toMatchObject({
      limit: 15,
      expand: ['ns/a'],
      focus: 'workload/-/shop/cart',
      hops: 2,
    })
    expect(toTableQuestion(search)).not.toHaveProperty('expand')
    expect(String(tableQuestionQuery(toTableQuestion(search)))).toContain('sort=p95')
  })

  test('does not depend on what is selected or how often it is asked', () => {
    expect(toGraphQuestion(parse('selected=a&refresh=5&form=table&sort=p95'))).toEqual(
      toGraphQuestion(parse('')),
    )
  })
})
