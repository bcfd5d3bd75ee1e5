import { describe, expect, test } from 'vitest'
import { candidateFinder, unseenClient } from './candidates'
import { captureOf } from './capture'
import { facts, knownPods } from './facts.fixtures'
import { reviewsService } from './mesh.fixtures'
import type { MtlsFacts } from './surroundings'

const bare = { proxy: 'none', announcesMtls: false } as const
const noMentions = { hosts: [], configMaps: [] }

const target = {
  workload: { namespace: 'default', name: 'reviews' },
  labels: { app: 'reviews' },
  services: [reviewsService],
}
const namesOf = (change: Parameters<typeof facts>[0]) =>
  candidateFinder(facts(change))(target).map(({ name }) => name)
const unseen = unseenClient.name

describe('who an unknown caller could be', () => {
  test('always ends with what nobody can see', () => {
    expect(namesOf({})).toEqual([unseen])
  })

  test.each<[string, Parameters<typeof facts>[0], string[]]>([
    [
      'a workload without a proxy',
      { pods: [knownPods({ name: 'legacy', ...bare })] },
      ['default/legacy'],
    ],
    ['not one with a sidecar', { pods: [knownPods({ name: 'web' })] }, []],
    ['not the workload itself', { pods: [knownPods({ name: 'reviews', ...bare })] }, []],
    [
      'a pod on the host’s network',
      { pods: [knownPods({ name: 'agent', ...bare, hostNetwork: true })] },
      ['default/agent'],
    ],
    [
      'a pod whose calls pass its sidecar by',
      {
        pods: [
          knownPods({
            name: 'odd',
            capture: captureOf({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '9080' }),
          }),
        ],
      },
      ['default/odd'],
    ],
    [
      'a CronJob that sleeps',
      {
        pods: [],
        idleCallers: [
          {
            kind: 'cronJob',
            namespace: 'default',
            name: 'export',
            labels: {},
            expected: 'none',
            mentions: noMentions,
            schedule: '0 3 * * *',
          },
        ],
      },
      ['default/export'],
    ],
    [
      'not a CronJob whose pods get a sidecar',
      {
        pods: [],
        idleCallers: [
          {
            kind: 'cronJob',
            namespace: 'default',
            name: 'export',
            labels: {},
            expected: 'sidecar',
            mentions: noMentions,
            schedule: '0 3 * * *',
          },
        ],
      },
      [],
    ],
    [
      'callers from outside',
      { pods: [], exposedServices: new Map([['default/reviews', 'NodePort']]) },
      ['callers from outside, through NodePort default/reviews'],
    ],
  ])('%s', (_, change, names) => {
    expect(namesOf(change)).toEqual([...names, unseen])
  })
})

describe('likelier is', () => {
  const near = knownPods({ name: 'a-near', ...bare })
  const far = (change: Partial<MtlsFacts['pods'][number]> = {}) =>
    knownPods({ name: 'z-far', namespace: 'legacy', ...bare, ...change })

  test('who is near', () => {
    expect(namesOf({ pods: [far(), near] })[0]).toBe('default/a-near')
  })

  test.each([
    ['reviews.default', 'legacy/z-far'],
    ['reviews.default.svc.cluster.local', 'legacy/z-far'],
    ['ratings.default', 'default/a-near'],
    // In its own namespace there is no such service.
    ['reviews', 'default/a-near'],
  ])('who names %s', (host, first) => {
    expect(namesOf({ pods: [near, far({ mentions: { hosts: [host], configMaps: [] } })] })[0]).toBe(
      first,
    )
  })

  test('whose ConfigMap names the service, and the reason says so', () => {
    const [first] = candidateFinder(
      facts({
        pods: [near, far({ mentions: { hosts: [], configMaps: ['urls'] } })],
        configMapHosts: new Map([['legacy/urls', ['reviews.default']]]),
      }),
    )(target)
    expect(first).toMatchObject({
      name: 'legacy/z-far',
      reasons: ['Has no proxy', 'Its ConfigMap urls names default/reviews'],
    })
  })

  test('whom a NetworkPolicy lets in', () => {
    const onlyLegacy = {
      namespace: 'default',
      name: 'only-legacy',
      selector: { labels: { app: 'reviews' }, exact: true },
      ingress: [
        [{ pods: null, namespaces: { labels: { name: 'legacy' }, exact: true }, addresses: false }],
      ],
    }
    const namespaces = [
      { name: 'default', labels: {} },
      { name: 'legacy', labels: { name: 'legacy' } },
    ]
    const of = facts({ pods: [near, far()], namespaces, ingressPolicies: [onlyLegacy] })
    const found = candidateFinder(of)(target)
    expect(found.map(({ name }) => name)).toEqual(['legacy/z-far', 'default/a-near', unseen])
    expect(found[1]?.reasons).toContain('No NetworkPolicy lets it in')
  })
})
