import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localPath, signInPath } from './return-to'

test.each([
  '/',
  '/graph',
  '/graph?namespaces=shop&window=5m',
  '/traffic/shop/VirtualService/cart?find=a%3Eb',
  '/graph?find=https://evil.example',
])('%s is a path of this console', (path) => {
  expect(localPath(path)).toBe(path)
})

test.each([
  'https://evil.example',
  'https:evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/graph\\..\\',
  '/.//evil.example',
  '/x/..//evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\u0000/graph',
  ' //evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '%2f%2fevil.example',
  'graph',
  '@evil.example',
  '/auth/login',
  '/auth/logout?x',
  '/x/../auth/login',
  '/api/v1/graph',
  `/${'x'.repeat(3000)}`,
  '',
  null,
  undefined,
])('%j is none, and leads to the home page', (path) => {
  expect(localPath(path)).toBe('/')
})

test('whatever is asked for, a browser stays at this console', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    ':',
    '@',
    '%2f',
    '%5c',
    '\t',
    '\r',
    'evil.example',
    'http',
    '?',
    '#',
    'graph',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const to = new URL(localPath(parts.join('')), 'https://binnacle.example')
      expect(to.origin).toBe('https://binnacle.example')
    }),
    { numRuns: 2000 },
  )
})

test('the way to sign in remembers where it began', () => {
  expect(signInPath('/graph?window=5m')).toBe('/auth/login?return-to=%2Fgraph%3Fwindow%3D5m')
  expect(signInPath('//evil.example')).toBe('/auth/login')
})
