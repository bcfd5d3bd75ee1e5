import { describe, expect, test } from 'vitest'
import { mayRead, nothingReadable, type Readable, readableWhere } from './readable'

const routesOfShop: Readable = readableWhere((kind) => {
  if (kind === 'DestinationRule') return 'everywhere'
  return new Set(kind === 'VirtualService' ? ['shop'] : [])
})

describe('an object may be read', () => {
  test.each<[string, Readable, string, string, boolean]>([
    ['where its kind may be', routesOfShop, 'VirtualService', 'shop', true],
    ['not in another namespace', routesOfShop, 'VirtualService', 'bank', false],
    ['not by the right to another kind', routesOfShop, 'HTTPRoute', 'shop', false],
    ['anywhere by a right that holds everywhere', routesOfShop, 'DestinationRule', 'bank', true],
    ['by who may read everything', 'everything', 'PeerAuthentication', 'bank', true],
    ['not by who may read nothing', nothingReadable, 'DestinationRule', 'shop', false],
    ['as something that runs, with its traffic', nothingReadable, 'Workload', 'shop', true],
  ])('%s', (_, readable, kind, namespace, expected) => {
    expect(mayRead(readable, kind, namespace)).toBe(expected)
  })
})
