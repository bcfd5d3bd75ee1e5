import { expect, test } from 'vitest'
import { isForeignHost } from './foreign-host'

test.each([
  ['localhost:3000', false],
  ['127.0.0.1:3000', false],
  ['[::1]:3000', false],
  ['localhost', false],
  ['LOCALHOST:3000', false],
  ['evil.example:3000', true],
  ['localhost.evil.example', true],
  ['localhost:3000@evil.example', true],
  ['127.0.0.1.nip.io', true],
  ['0.0.0.0:3000', true],
  ['', true],
  [null, true],
])('%s is foreign to a kubeconfig’s console: %s', (host, foreign) => {
  expect(isForeignHost(host, { auth: 'kubeconfig', publicUrl: null })).toBe(foreign)
})

test('no name is foreign where everybody may look', () => {
  expect(isForeignHost('binnacle.example', { auth: 'anonymous', publicUrl: null })).toBe(false)
})

test.each([
  ['binnacle.example.com', false],
  ['Binnacle.Example.com', false],
  ['binnacle.example.com:8443', true],
  ['binnacle.example.com.evil.example', true],
  ['10.0.0.7:3000', true],
  ['', true],
])('%s is foreign to a console that has been told its name: %s', (host, foreign) => {
  const publicUrl = 'https://binnacle.example.com'
  expect(isForeignHost(host, { auth: 'oidc', publicUrl })).toBe(foreign)
})
