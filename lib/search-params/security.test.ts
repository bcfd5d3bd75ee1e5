import { describe, expect, test } from 'vitest'
import {
  emptyCall,
  namespaceDefaults,
  parseNamespaceSearch,
  parseSecuritySearch,
  securityDefaults,
  toCallQuestion,
  toNamespaceQuery,
  toSecurityQuery,
} from './security'

const parse = (query: string) => parseSecuritySearch(new URLSearchParams(query))
const call = { client: 'shop/cart-v2', service: 'payments/ledger', port: '8080', subset: '' }

describe('a link to the security screen', () => {
  test('opens with the defaults when it carries nothing, or what nobody knows', () => {
    expect(parse('')).toEqual(securityDefaults)
    expect(parse('sort=colour&window=fortnight')).toEqual(securityDefaults)
  })

  test('survives being written and read again', () => {
    const search = parse('find=legacy&sort=traffic&client=none&service=a/b&port=80&subset=v2')
    expect(parseSecuritySearch(toSecurityQuery(search))).toEqual(search)
  })

  test('writes nothing that is the default', () => {
    expect(String(toSecurityQuery(securityDefaults))).toBe('')
    expect(String(toNamespaceQuery(namespaceDefaults))).toBe('')
  })

  test('keeps the moment of a change that is watched', () => {
    const search = parseNamespaceSearch(new URLSearchParams('changed=1790000000000'))
    expect(search.changed).toBe(1_790_000_000_000)
    expect(String(toNamespaceQuery(search))).toBe('changed=1790000000000')
    expect(parseNamespaceSearch(new URLSearchParams('changed=soon')).changed).toBeNull()
  })
})

describe('a call can be asked once it names a client, a service and a port', () => {
  test.each([
    ['everything', call, true],
    ['a client without a proxy', { ...call, client: 'none' }, true],
    ['nothing', emptyCall, false],
    ['a client without its namespace', { ...call, client: 'cart-v2' }, false],
    ['a service without its name', { ...call, service: 'payments/' }, false],
    ['a port that is none', { ...call, port: '65536' }, false],
    ['a port in words', { ...call, port: 'http' }, false],
  ])('%s', (_, question, isAsked) => {
    expect(toCallQuestion(question) !== null).toBe(isAsked)
  })
})
