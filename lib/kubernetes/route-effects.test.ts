import { describe, expect, test } from 'vitest'
import { destinationRule } from './destination-rule'
import { durationMs } from './duration'
import { replicaSet } from './replica-set'
import { serviceEntry } from './service-entry'
import { virtualService } from './virtual-service'

const metadata = { name: 'reviews', namespace: 'default' }

const effects = (http: object) =>
  virtualService.parse({ metadata, spec: { hosts: ['reviews'], http: [http] } }).http[0]?.effects

describe('what a route does', () => {
  test.each([
    ['a timeout', { timeout: '1.5s' }, { timeoutMs: 1500 }],
    [
      'a delay',
      { fault: { delay: { percentage: { value: 12.5 }, fixedDelay: '7s' } } },
      { fault: { delay: { percentage: 12.5, delayMs: 7000 }, abort: null } },
    ],
    [
      'an abort, its share in the old form',
      { fault: { abort: { percent: 10, httpStatus: 500 } } },
      { fault: { delay: null, abort: { percentage: 10, status: '500' } } },
    ],
    [
      'an abort without a share, which befalls nobody',
      { fault: { abort: { grpcStatus: 'UNAVAILABLE' } } },
      { fault: { delay: null, abort: { percentage: 0, status: 'UNAVAILABLE' } } },
    ],
    [
      'a mirror without a share, which is all',
      { mirror: { host: 'reviews', subset: 'v2' } },
      { mirrors: [{ host: 'reviews', subset: 'v2', percentage: 100 }] },
    ],
    [
      'several mirrors',
      {
        mirrors: [
          { destination: { host: 'a' }, percentage: { value: 5 } },
          { destination: { host: 'b' } },
        ],
      },
      {
        mirrors: [
          { host: 'a', subset: null, percentage: 5 },
          { host: 'b', subset: null, percentage: 100 },
        ],
      },
    ],
  ])('%s', (_, http, expected) => {
    expect(effects(http)).toMatchObject(expected)
  })

  test.each([{}, { timeout: '0s' }, { fault: {} }])('%j is nothing', (http) => {
    expect(effects(http)).toBeUndefined()
  })
})

test.each([
  ['10s', 10_000],
  ['1h3m5.5s', 3_785_500],
  ['250ms', 250],
  ['', null],
  ['10', null],
  ['ten seconds', null],
])('a duration of %j', (text, expected) => {
  expect(durationMs(text)).toBe(expected)
})

test('a DestinationRule’s limits, at any depth, as written', () => {
  const rule = destinationRule.parse({
    metadata,
    spec: {
      host: 'reviews',
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 2 } },
        outlierDetection: { consecutive5xxErrors: 3, interval: '1s' },
      },
    },
  })
  expect(rule.trafficPolicy?.limits).toEqual([
    'maxConnections: 1',
    'http1MaxPendingRequests: 2',
    'consecutive5xxErrors: 3',
    'interval: 1s',
  ])
})

test('a ServiceEntry’s hosts', () => {
  const spec = { hosts: ['example.org'], location: 'MESH_INTERNAL', ports: [] }
  expect(serviceEntry.parse({ metadata, spec })).toMatchObject({
    hosts: ['example.org'],
    location: 'MESH_INTERNAL',
  })
})

test('a ReplicaSet says when its Deployment was rolled out', () => {
  const set = replicaSet.parse({
    metadata: {
      ...metadata,
      name: 'reviews-v1-7d8f',
      creationTimestamp: '2026-11-22T20:41:00Z',
      annotations: { 'deployment.kubernetes.io/revision': '3' },
      ownerReferences: [{ kind: 'Deployment', name: 'reviews-v1', controller: true }],
    },
    spec: { replicas: 2 },
  })
  expect(set).toEqual({
    namespace: 'default',
    name: 'reviews-v1-7d8f',
    createdAt: Date.parse('2026-11-22T20:41:00Z'),
    revision: '3',
    workload: 'reviews-v1',
    replicas: 2,
  })
})
