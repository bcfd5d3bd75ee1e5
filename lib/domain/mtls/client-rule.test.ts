import { describe, expect, test } from 'vitest'
import { indexRules, obeyedRule, type RuleClient } from './client-rule'
import { clientTls } from './client-tls'
import type { ClientRule, MeshConfig } from './mesh'
import { config, policy, destinationRule as rule } from './mesh.fixtures'

const client: RuleClient = { namespace: 'web', labels: { app: 'productpage' } }
const target = { namespace: 'default', host: 'reviews.default.svc.cluster.local' }
const full = { host: target.host }

const obeyed = (rules: ClientRule[], from = client, mesh: MeshConfig = config()) =>
  obeyedRule(indexRules(rules, mesh), mesh, from, target)
const namesOf = (rules: ClientRule[], from = client, mesh?: MeshConfig) =>
  obeyed(rules, from, mesh)?.from.map(({ namespace, name }) => `${namespace}/${name}`) ?? null

const ofClient = (change: Partial<ClientRule> = {}) =>
  rule({ ...full, namespace: 'web', ...change })
const ofService = (change: Partial<ClientRule> = {}) => rule(change)
const ofRoot = (change: Partial<ClientRule> = {}) =>
  rule({ ...full, namespace: 'istio-system', ...change })

describe('the rule that a client obeys', () => {
  test.each<[string, ClientRule[], string[] | null]>([
    ['is none where there is none', [], null],
    ['is its own namespace’s first', [ofClient(), ofService(), ofRoot()], ['web/reviews']],
    ['then the service’s', [ofService(), ofRoot()], ['default/reviews']],
    ['then the root namespace’s', [ofRoot()], ['istio-system/reviews']],
    ['is not one that is not exported', [ofService({ exportTo: ['.'] })], null],
    ['is not one that is exported elsewhere', [ofService({ exportTo: ['shop'] })], null],
    ['may be exported to it by name', [ofService({ exportTo: ['web'] })], ['default/reviews']],
    [
      'falls through what is not for it',
      [ofService({ exportTo: ['.'] }), ofRoot()],
      ['istio-system/reviews'],
    ],
    [
      'has a short host of its own namespace',
      [rule({ namespace: 'web', host: 'reviews' }), ofService()],
      ['default/reviews'],
    ],
    [
      'is the exact host before a pattern',
      [ofService({ name: 'all', host: '*.default.svc.cluster.local' }), ofService()],
      ['default/reviews'],
    ],
    [
      'is the longer pattern before the shorter',
      [ofService({ name: 'any', host: '*' }), ofService({ name: 'local', host: '*.local' })],
      ['default/local'],
    ],
    [
      'of its own namespace beats a more specific one elsewhere',
      [ofClient({ name: 'any', host: '*.local' }), ofService()],
      ['web/any'],
    ],
    [
      'may be the other namespace’s own, never exported',
      [ofClient({ exportTo: ['.'] })],
      ['web/reviews'],
    ],
    ['is not its own when exported only elsewhere', [ofClient({ exportTo: ['shop'] })], null],
  ])('%s', (_, rules, names) => {
    expect(namesOf(rules)).toEqual(names)
    expect(namesOf(rules.toReversed())).toEqual(names)
  })

  test('a client in the root namespace uses only private rules before the service’s', () => {
    const root = { namespace: 'istio-system', labels: {} }
    expect(namesOf([ofRoot(), ofService()], root)).toEqual(['default/reviews'])
    expect(namesOf([ofRoot({ exportTo: ['.'] }), ofService()], root)).toEqual([
      'istio-system/reviews',
    ])
    expect(namesOf([ofRoot()], root)).toEqual(['istio-system/reviews'])
  })

  test('an exportTo that is left out is the mesh’s', () => {
    const mesh = config({ defaultDestinationRuleExportTo: ['.'] })
    expect(namesOf([ofService()], client, mesh)).toBeNull()
  })
})

describe('rules for chosen workloads', () => {
  const chosen = ofClient({
    name: 'chosen',
    workloadSelector: { app: 'productpage' },
    createdAt: 9,
  })
  test('beat those for all', () => {
    expect(namesOf([ofClient(), chosen])).toEqual(['web/chosen'])
  })
  test('do not count for other workloads', () => {
    const other = { namespace: 'web', labels: { app: 'details' } }
    expect(namesOf([ofClient(), chosen], other)).toEqual(['web/reviews'])
  })
  test('never count for another namespace', () => {
    const elsewhere = ofService({ workloadSelector: { app: 'productpage' } })
    expect(namesOf([elsewhere])).toBeNull()
  })
  test('still keep the client from looking further', () => {
    const other = { namespace: 'web', labels: { app: 'details' } }
    expect(namesOf([chosen, ofService()], other)).toBeNull()
  })
})

describe('several rules for one host', () => {
  const old = ofService({
    name: 'old',
    createdAt: 1,
    subsets: [{ name: 'v1', labels: { version: 'v1' }, policy: null }],
  })
  const young = ofService({
    name: 'young',
    createdAt: 2,
    policy: policy({ tls: 'DISABLE' }),
    subsets: [
      { name: 'v1', labels: { version: 'other' }, policy: null },
      { name: 'v2', labels: { version: 'v2' }, policy: null },
    ],
  })
  test('become one: all subsets, the first of each name', () => {
    const merged = obeyed([young, old])
    expect(merged?.subsets.map(({ name, labels }) => [name, labels.version])).toEqual([
      ['v1', 'v1'],
      ['v2', 'v2'],
    ])
  })
  test('the traffic policy of the oldest that has one is used whole', () => {
    const third = ofService({ name: 'z', createdAt: 3, policy: policy({ tls: 'SIMPLE' }) })
    expect(obeyed([third, young, old])?.policy?.tls).toBe('DISABLE')
  })
  test('are not merged when they are exported differently', () => {
    expect(namesOf([old, { ...young, exportTo: ['web'] }])).toEqual(['default/young'])
  })
})

describe('what the rule asks of a client', () => {
  const tlsOf = (change: Partial<ClientRule>, subset: string | null = null, port = 9080) =>
    clientTls(obeyed([ofService(change)]), port, subset)
  const subsetOf = (fields: Parameters<typeof policy>[0]) => ({
    subsets: [{ name: 'v1', labels: {}, policy: policy(fields) }],
  })

  test.each<[string, Partial<ClientRule>, string | null, unknown]>([
    ['nothing without tls', { policy: policy({}) }, null, { kind: 'automatic' }],
    ['its tls', { policy: policy({ tls: 'DISABLE' }) }, null, { kind: 'asked', mode: 'DISABLE' }],
    [
      'the port’s own tls instead (T21)',
      { policy: policy({ tls: 'DISABLE', ports: [{ port: 9080, tls: 'ISTIO_MUTUAL' }] }) },
      null,
      { kind: 'asked', mode: 'ISTIO_MUTUAL' },
    ],
    [
      'its tls where the entry is of another port',
      { policy: policy({ tls: 'DISABLE', ports: [{ port: 80, tls: 'ISTIO_MUTUAL' }] }) },
      null,
      { kind: 'asked', mode: 'DISABLE' },
    ],
    [
      'what cannot be told where the port’s entry has no tls and the rule has',
      { policy: policy({ tls: 'DISABLE', ports: [{ port: 9080 }] }) },
      null,
      { kind: 'undecided' },
    ],
    [
      'nothing where neither has',
      { policy: policy({ ports: [{ port: 9080 }] }) },
      null,
      { kind: 'automatic' },
    ],
    [
      'the subset’s tls',
      { policy: policy({ tls: 'DISABLE' }), ...subsetOf({ tls: 'SIMPLE' }) },
      'v1',
      { kind: 'asked', mode: 'SIMPLE' },
    ],
    [
      'the rule’s where the subset has none',
      { policy: policy({ tls: 'DISABLE' }), ...subsetOf({ passthrough: true }) },
      'v1',
      { kind: 'asked', mode: 'DISABLE' },
    ],
    [
      'the subset’s port instead of all of them',
      {
        policy: policy({ tls: 'DISABLE' }),
        ...subsetOf({ tls: 'SIMPLE', ports: [{ port: 9080, tls: 'MUTUAL' }] }),
      },
      'v1',
      { kind: 'asked', mode: 'MUTUAL' },
    ],
    [
      'the subset’s only where a route leads there',
      { policy: policy({ tls: 'DISABLE' }), ...subsetOf({ tls: 'SIMPLE' }) },
      null,
      { kind: 'asked', mode: 'DISABLE' },
    ],
    ['no such subset', {}, 'v9', { kind: 'noSubset' }],
  ])('%s', (_, change, subset, expected) => {
    expect(tlsOf(change, subset)).toEqual(expected)
  })
})
