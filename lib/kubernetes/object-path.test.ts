import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectPath } from './object-path'

const list = '/apis/networking.istio.io/v1/virtualservices'

test('an object is found below its namespace', () => {
  expect(objectPath(list, { namespace: 'shop', name: 'web' })).toBe(
    '/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web',
  )
})

test('whatever it is called, its address is that of one object of this kind', () => {
  const name = fc
    .array(fc.constantFrom('.', '..', '/', '\\', '%2e', '%2f', '?', '#', 'x', '\n'), {
      minLength: 1,
    })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(name, name, (namespace, name) => {
      const { pathname, search, hash } = new URL(objectPath(list, { namespace, name }), 'https://k')
      expect(pathname).toMatch(
        /^\/apis\/networking\.istio\.io\/v1\/namespaces\/[^/]+\/virtualservices\/[^/]+$/,
      )
      expect(search + hash).toBe('')
    }),
  )
})
