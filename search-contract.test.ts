import { describe, expect, test } from 'vitest'
import { graphSearch } from './lib/api/graph'
import { mtlsSearch } from './lib/api/mtls'
import { callCheckSearch } from './lib/api/mtls-call'
import { splitsSearch } from './lib/api/splits'
import { parseGraphSearch, questionQuery, toGraphQuestion } from './lib/search-params/graph'
import {
  callQuestionQuery,
  mtlsQuestionQuery,
  parseSecuritySearch,
  toCallQuestion,
  toMtlsQuestion,
} from './lib/search-params/security'
import {
  parseTrafficSearch,
  splitsQuestionQuery,
  toSplitsQuestion,
} from './lib/search-params/traffic'

/**
 * The browser reads a URL without zod (it would cost 25 kB), the API with it. These hold the two
 * together: what the API accepts the page reads alike, and what a page asks the API accepts.
 */
const shared = [
  'view',
  'namespaces',
  'window',
  'at',
  'services',
  'find',
  'hide',
  'focus',
  'hops',
] as const

const links = [
  '',
  ...['namespace', 'service', 'app', 'versionedApp', 'workload'].map((view) => `view=${view}`),
  ...['10s', '90s', '1m', '5m', '24h', '7d'].map((window) => `window=${window}`),
  'namespaces=',
  'namespaces=shop',
  'namespaces=shop,default,shop',
  'at=1790000000000',
  'at=2026-11-22T20:41:00Z',
  'at=2026-11-22T20:41:00.250%2B02:00',
  ...['true', 'false', 'yes', 'off', '1', '0', 'TRUE'].map((services) => `services=${services}`),
  'find=error%3E1%25 !idle&hide=kind:unknown or idle',
  'focus=workload/-/shop/cart&hops=3',
]

const mangled = [
  'view=pie',
  'window=9s',
  'window=8d',
  'window=05m',
  'window=5',
  'namespaces=A,b',
  'at=2026-13-45T99:99:99Z',
  'services=perhaps',
  'find=colour:red',
  'hide=error>much',
  'focus=nowhere',
  'focus=hidden&hops=9',
]

const fromApi = (query: string) =>
  graphSearch.safeParse(Object.fromEntries(new URLSearchParams(query)))
const fromPage = (query: string) => toGraphQuestion(parseGraphSearch(new URLSearchParams(query)))

describe('the page and the API read one language', () => {
  test.each(links)('both read ?%s alike', (query) => {
    const parsed = fromApi(query)
    const page = fromPage(query)
    expect(parsed.success).toBe(true)
    for (const name of shared) expect(page[name]).toEqual(parsed.data?.[name])
  })

  test.each(mangled)('the API refuses ?%s and the page asks something that it accepts', (query) => {
    expect(fromApi(query).success).toBe(false)
    expect(fromApi(String(questionQuery(fromPage(query)))).success).toBe(true)
  })

  test.each([...links, 'edges=p95,mtls'])('the API reads back what a page asks at ?%s', (query) => {
    const question = fromPage(query)
    expect(fromApi(String(questionQuery(question))).data).toEqual(question)
  })
})

const ofScope = links.filter((query) => /^(|window=.*|namespaces=.*|at=.*)$/.test(query))

describe('the list of splits and the API read one language', () => {
  test.each([...ofScope, ...mangled])('the API reads back what the list asks at ?%s', (query) => {
    const question = toSplitsQuestion(parseTrafficSearch(new URLSearchParams(query)))
    const asked = Object.fromEntries(splitsQuestionQuery(question))
    expect(splitsSearch.safeParse(asked).data).toEqual(question)
  })
})

describe('the security screen and the API read one language', () => {
  test.each([...ofScope, ...mangled])('the API reads back what the list asks at ?%s', (query) => {
    const question = toMtlsQuestion(parseSecuritySearch(new URLSearchParams(query)))
    const asked = Object.fromEntries(mtlsQuestionQuery(question))
    expect(mtlsSearch.safeParse(asked).data).toEqual(question)
  })

  test.each(['client=none', 'client=shop/cart-v2&subset=v2'])(
    'the API reads back a call that is asked with ?%s',
    (query) => {
      const link = new URLSearchParams(`${query}&service=payments/ledger&port=8080`)
      const question = toCallQuestion(parseSecuritySearch(link))
      const asked = Object.fromEntries(question ? callQuestionQuery(question) : [])
      expect(callCheckSearch.safeParse(asked).data).toEqual(question)
    },
  )
})
