import { expect, test } from 'vitest'
import { virtualService } from './virtual-service'

test('keeps hosts, rules and weights as written, and who wrote them when', () => {
  const parsed = virtualService.parse({
    metadata: {
      name: 'reviews',
      namespace: 'default',
      uid: 'a1',
      generation: 3,
      creationTimestamp: '2026-11-22T19:00:00Z',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"a":"very long text"}',
        'example.com/team': 'shop',
        'binnacle.dev/changes': '[]',
      },
      managedFields: [
        {
          manager: 'kubectl',
          operation: 'Update',
          time: '2026-11-22T20:00:00Z',
          fieldsV1: { 'f:metadata': {}, 'f:spec': { '.': {}, 'f:hosts': {}, 'f:http': {} } },
        },
      ],
    },
    spec: {
      hosts: ['reviews'],
      gateways: ['mesh', 'edge/public'],
      http: [
        {
          name: 'testers',
          match: [
            {
              uri: { prefix: '/' },
              headers: { 'end-user': { exact: 'jason' }, cookie: {} },
              sourceLabels: { app: 'productpage' },
            },
          ],
          route: [
            { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
            { destination: { host: 'reviews', subset: 'v2', port: { number: 9080 } }, weight: 20 },
          ],
        },
        { route: [{ destination: { host: 'reviews' } }] },
        { redirect: { uri: '/' } },
        { delegate: { name: 'inner', namespace: 'shop' } },
      ],
      tcp: [{ match: [{ port: 27017 }], route: [{ destination: { host: 'mongo' }, weight: 0 }] }],
    },
  })
  const noCaller = { port: null, sourceLabels: {}, sourceNamespace: null, gateways: [] }
  const plain = { name: null, matches: [], delegate: null, answers: null, rewritesUri: false }
  expect(parsed).toEqual({
    namespace: 'default',
    name: 'reviews',
    uid: 'a1',
    generation: 3,
    createdAt: Date.parse('2026-11-22T19:00:00Z'),
    labels: {},
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '',
      'binnacle.dev/changes': '[]',
    },
    owners: [],
    managers: [
      {
        manager: 'kubectl',
        operation: 'Update',
        time: Date.parse('2026-11-22T20:00:00Z'),
        spec: ['hosts', 'http'],
      },
    ],
    hosts: ['reviews'],
    gateways: ['mesh', 'edge/public'],
    exportTo: [],
    http: [
      {
        ...plain,
        name: 'testers',
        matches: [
          {
            ...noCaller,
            uri: { type: 'prefix', value: '/' },
            ignoreUriCase: false,
            scheme: null,
            method: null,
            authority: null,
            headers: {
              'end-user': { type: 'exact', value: 'jason' },
              cookie: { type: 'present', value: '' },
            },
            withoutHeaders: {},
            queryParams: {},
            sourceLabels: { app: 'productpage' },
            other: false,
          },
        ],
        destinations: [
          { host: 'reviews', subset: 'v1', port: null, weight: 80 },
          { host: 'reviews', subset: 'v2', port: 9080, weight: 20 },
        ],
      },
      {
        ...plain,
        destinations: [{ host: 'reviews', subset: null, port: null, weight: null }],
      },
      { ...plain, destinations: [], answers: 'redirect' },
      { ...plain, destinations: [], delegate: { namespace: 'shop', name: 'inner' } },
    ],
    tcp: [
      {
        matches: [{ ...noCaller, port: 27017, sniHosts: [], destinationSubnets: [] }],
        destinations: [{ host: 'mongo', subset: null, port: null, weight: 0 }],
      },
    ],
    tls: [],
  })
})

test('a condition that a later Istio adds is known to be there', () => {
  const parsed = virtualService.parse({
    metadata: { name: 'reviews', namespace: 'default' },
    spec: { http: [{ match: [{ bodyContains: 'x' }], route: [] }] },
  })
  expect(parsed.http[0]?.matches[0]).toMatchObject({ other: true })
})

test('takes a VirtualService without a spec as one without routes', () => {
  expect(virtualService.parse({ metadata: { name: 'empty', namespace: 'default' } })).toMatchObject(
    { hosts: [], http: [] },
  )
})
