import { expect, test } from 'vitest'
import { nothingReadable } from '../domain/readable'
import type { Viewer } from '../identity/viewer'
import { kindNames } from '../kubernetes/kinds'
import type { WatchCache } from '../kubernetes/watch-cache'
import { addressFor, kindsOf } from './read-connections'

const alice: Viewer = {
  user: 'alice',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const some: Viewer = { ...alice, sees: { kind: 'namespaces', names: new Set(['shop']) } }
const passerBy: Viewer = { ...alice, mode: 'anonymous' }

test.each([
  ['as it is', alice, 'https://prometheus.example:9090', 'https://prometheus.example:9090'],
  ['with its path', alice, 'http://mimir/prometheus', 'http://mimir/prometheus'],
  ['without a password', alice, 'http://me:secret@prometheus:9090/', 'http://prometheus:9090'],
  ['without a question', alice, 'http://prometheus/?token=secret#x', 'http://prometheus'],
  ['not to a passer-by', passerBy, 'http://prometheus:9090', null],
  ['not when there is none', alice, null, null],
  ['not when it is no address', alice, 'secret', null],
])('an address is told %s', (_, viewer, url, told) => {
  expect(addressFor(viewer, url)).toBe(told)
})

const cache: Pick<WatchCache, 'read'> = {
  // Only what the reader looks at.
  read: () => ({ status: 'synced', since: 7, objects: new Map([['a', {}]]) }) as never,
}

test('each kind has its state, and its number only for who may see all of it', () => {
  expect(kindsOf(cache, alice)).toHaveLength(kindNames.length)
  expect(kindsOf(cache, alice)[0]).toMatchObject({ status: 'synced', since: 7, objects: 1 })
  expect(kindsOf(cache, some).every(({ objects }) => objects === null)).toBe(true)
  const podsOnly = kindsOf(cache, { ...alice, readable: nothingReadable })
  expect(podsOnly.find(({ kind }) => kind === 'pods')?.objects).toBe(1)
  expect(podsOnly.find(({ kind }) => kind === 'VirtualServices')?.objects).toBeNull()
})
