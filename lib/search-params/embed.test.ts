import { expect, test } from 'vitest'
import { embedWindow, focusedObject, parseEmbedSearch } from './embed'

const parse = (text: string) => parseEmbedSearch(new URLSearchParams(text))

test('a panel’s address says what it is about', () => {
  const search = parse('namespaces=shop,bank&focus=shop/workload/cart&hops=2&window=1h&theme=dark')
  expect(search).toEqual({
    namespaces: ['bank', 'shop'],
    focus: ['shop', 'workload', 'cart'],
    hops: 2,
    window: 3_600,
    theme: 'dark',
  })
  expect(focusedObject(search)).toEqual({ namespace: 'shop', kind: 'workload', name: 'cart' })
})

test.each(['focus=shop/cart', 'focus=Shop/workload/cart', 'focus=shop//cart', 'focus='])(
  '%s is about nothing',
  (text) => {
    expect(focusedObject(parse(text))).toBeNull()
    expect(parse(text).focus).toEqual([])
  },
)

test('the window is the address’s, as far as the token goes', () => {
  expect(embedWindow(parse('window=1h'), null)).toBe(3_600)
  expect(embedWindow(parse('window=1h'), 300)).toBe(300)
  expect(embedWindow(parse('window=1m'), 300)).toBe(60)
  expect(embedWindow(parse(''), 900)).toBe(900)
  expect(embedWindow(parse(''), null)).toBe(300)
})
