import { expect, test } from 'vitest'
import { defaultMeshConfig, type MeshConfig } from '../mtls/mesh'
import { runChecks } from './checks/run-checks'
import { unplanned } from './read-split'
import type { SplitFacts } from './split-facts'
import {
  asRoute,
  destinationRule,
  facts,
  httpRule,
  meta,
  reviews,
  service,
  to,
  virtualService,
} from './traffic-split.fixtures'
import { resolveRules, splitConfig } from './world'

/** What a control plane is told beside the objects decides who obeys which of them. */

const saying = (config: Partial<MeshConfig>, revision = 'default') => ({
  meshConfigs: { [revision]: { ...defaultMeshConfig, ...config } },
})

const subsetAsSeenIn = (clientNamespace: string, cluster: SplitFacts) =>
  splitConfig(cluster).destinations.subsetFor(
    { namespace: 'default', name: 'reviews' },
    'v1',
    clientNamespace,
  ).kind

const winnerIn = (clientNamespace: string, cluster: SplitFacts) =>
  splitConfig(cluster).governance.winnerFor(
    { namespace: 'default', name: 'reviews' },
    clientNamespace,
  )?.object.name ?? null

const codesOf = (cluster: SplitFacts) => {
  const config = splitConfig(cluster)
  const rules = resolveRules(asRoute(reviews), config.destinations).map(unplanned)
  return runChecks({ route: asRoute(reviews), rules, owner: null, ...config }).map(
    ({ code, title }) => `${code}: ${title}`,
  )
}

test('DestinationRules of the root namespace are for everybody, wherever that is', () => {
  const inMesh = destinationRule('reviews.default.svc.cluster.local', ['v1'], {
    ...meta('reviews', { namespace: 'mesh' }),
  })
  const cluster = facts({ destinationRules: [inMesh] })
  expect(subsetAsSeenIn('shop', cluster)).toBe('missing')
  expect(subsetAsSeenIn('shop', { ...cluster, ...saying({ rootNamespace: 'mesh' }) })).toBe('found')
})

test('what has no exportTo of its own is exported as the mesh says', () => {
  const own = { defaultDestinationRuleExportTo: ['.'], defaultVirtualServiceExportTo: ['.'] }
  const cluster = facts(saying(own))
  expect([subsetAsSeenIn('default', cluster), winnerIn('default', cluster)]).toEqual([
    'found',
    'reviews',
  ])
  expect([subsetAsSeenIn('shop', cluster), winnerIn('shop', cluster)]).toEqual(['missing', null])
  const aloud = facts({
    ...saying(own),
    virtualServices: [{ ...reviews, exportTo: ['*'] }],
    destinationRules: [destinationRule('reviews', ['v1'], { exportTo: ['shop'] })],
  })
  expect([subsetAsSeenIn('shop', aloud), winnerIn('shop', aloud)]).toEqual(['found', 'reviews'])
})

test('a namespace obeys the control plane of its revision, else the default one', () => {
  const cluster = facts({
    ...saying({ defaultVirtualServiceExportTo: ['.'] }, 'canary'),
    namespaceLabels: new Map([['shop', { 'istio.io/rev': 'canary' }]]),
  })
  expect(winnerIn('shop', cluster)).toBeNull()
  expect(winnerIn('orders', cluster)).toBe('reviews')
})

test('the domain of the cluster may be any', () => {
  const host = 'reviews.default.svc.corp.internal'
  const cluster = facts({
    virtualServices: [virtualService('reviews', [httpRule([to(host, 'v1')])], { hosts: [host] })],
    destinationRules: [destinationRule(host, ['v1'])],
  })
  expect([subsetAsSeenIn('shop', cluster), winnerIn('shop', cluster)]).toEqual(['found', 'reviews'])
})

test.each([
  ['as everything is', {}, [], []],
  ['to its own namespace', {}, ['.'], []],
  [
    'elsewhere',
    {},
    ['shop'],
    Array(2).fill('not-exported: Clients in default do not see service reviews'),
  ],
  [
    'to nobody, as the mesh says',
    { defaultServiceExportTo: ['~'] },
    [],
    Array(2).fill('not-exported: Clients in default do not see service reviews'),
  ],
  ['to its own namespace, against the mesh', { defaultServiceExportTo: ['~'] }, ['default'], []],
])('a service that is exported %s', (_, config, exportTo, expected) => {
  const services = [service('reviews', { exportTo }), service('productpage')]
  expect(codesOf(facts({ ...saying(config), services }))).toEqual(expected)
})
