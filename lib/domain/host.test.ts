import { describe, expect, test } from 'vitest'
import { parseServiceHost, resolveService, withoutPort } from './host'

const service = (namespace: string, name: string) => ({ namespace, name })
const reviews = service('default', 'reviews')

describe('a full host names its service', () => {
  test.each([
    ['reviews.default.svc.cluster.local', reviews],
    ['reviews.default.svc.example.org', reviews],
    ['Reviews.default.svc:9080', reviews],
    ['mongo-0.mongo.data.svc.cluster.local', service('data', 'mongo')],
    ['reviews.default', null],
    ['www.googleapis.com', null],
    ['api.svc.example.com', null],
    ['svc', null],
    ['', null],
  ])('%s', (host, expected) => expect(parseServiceHost(host)).toEqual(expected))
})

describe('a host is what it is to its caller', () => {
  const context = {
    callerNamespace: 'shop',
    isService: ({ namespace, name }: { namespace: string; name: string }) =>
      `${namespace}/${name}` === 'default/reviews',
  }
  test.each([
    ['cart', service('shop', 'cart')],
    ['cart:8080', service('shop', 'cart')],
    ['reviews.default', reviews],
    ['example.com', null],
    ['www.example.com', null],
    ['10.0.0.1', null],
    ['10.0.0.1:80', null],
    ['[fd00::1]:80', null],
    ['fd00::1', null],
    ['', null],
  ])('%s', (host, expected) => expect(resolveService(host, context)).toEqual(expected))
})

test.each([
  ['reviews:9080', 'reviews'],
  ['EXAMPLE.com', 'example.com'],
  ['[fd00::1]:80', '[fd00::1]'],
  ['fd00::1', 'fd00::1'],
  ['host:notaport', 'host:notaport'],
])('%s without its port is %s', (host, bare) => expect(withoutPort(host)).toBe(bare))
