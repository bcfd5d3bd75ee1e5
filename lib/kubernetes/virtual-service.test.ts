import { expect, test } from 'vitest'
import { virtualService } from './virtual-service'

test('keeps hosts, destinations with their weights as written, and who wrote them when', () => {
  const parsed = virtualService.parse({
    metadata: {
      name: 'reviews',
      namespace: 'default',
      managedFields: [
        {
          manager: 'kubectl',
          operation: 'Update',
          time: '2026-11-22T20:00:00Z',
          fieldsV1: { 'f:spec': {} },
        },
      ],
    },
    spec: {
      hosts: ['reviews'],
      http: [
        {
          match: [{ uri: { prefix: '/' } }],
          route: [
            { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
            { destination: { host: 'reviews', subset: 'v2', port: { number: 9080 } }, weight: 20 },
          ],
        },
        { route: [{ destination: { host: 'reviews' } }] },
        { redirect: { uri: '/' } },
      ],
    },
  })
  expect(parsed).toEqual({
    namespace: 'default',
    name: 'reviews',
    managers: [{ manager: 'kubectl', operation: 'Update', time: '2026-11-22T20:00:00Z' }],
    hosts: ['reviews'],
    http: [
      [
        { host: 'reviews', subset: 'v1', weight: 80 },
        { host: 'reviews', subset: 'v2', weight: 20 },
      ],
      [{ host: 'reviews', subset: null, weight: null }],
      [],
    ],
  })
})

test('takes a VirtualService without a spec as one without routes', () => {
  expect(virtualService.parse({ metadata: { name: 'empty', namespace: 'default' } })).toMatchObject(
    {
      hosts: [],
      http: [],
    },
  )
})
