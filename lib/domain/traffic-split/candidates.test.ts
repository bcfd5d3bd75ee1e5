import { describe, expect, test } from 'vitest'
import { hop, reviews as pods, productpage } from '../service-graph/bookinfo.fixtures'
import { candidatesIn } from './candidates'
import {
  proposeDestinationRule,
  proposeSubsets,
  proposeVirtualService,
  subsetName,
} from './proposal'
import type { SplitFacts } from './split-facts'
import { destinationRule, facts, reviews, service, workload } from './traffic-split.fixtures'
import { splitConfig, splitWorld } from './world'

/** Until when traffic was seen, for 300 seconds. */
const at = 1_790_000_000_000

const unsplit = (more: Partial<SplitFacts> = {}) =>
  facts({
    virtualServices: [],
    destinationRules: [],
    workloads: [
      workload('reviews', 'v1', { readyPods: 3, readySince: 0 }),
      workload('reviews', 'v2', { readySince: at - 300_000 }),
    ],
    ...more,
  })

function candidates(cluster: SplitFacts, perSecond: readonly [number, number] | null = null) {
  const requests = (perSecond ?? []).map((requestsPerSecond, at) => ({
    hop: hop(productpage, at === 0 ? pods.v1 : pods.v2),
    code: '200',
    grpcStatus: null,
    flags: '-',
    requestsPerSecond,
  }))
  const traffic = { requests, volumes: [], latency: null, windowSeconds: 300 }
  return candidatesIn(splitWorld(splitConfig(cluster), traffic, 300), at)
}

describe('a service with several versions and no route', () => {
  test.each([
    ['what was observed', [9, 3], 'observed', [75, 25]],
    ['ready pods where hardly anything was seen', [0.02, 0.01], 'ready-pods', [75, 25]],
    ['ready pods where nothing was', null, 'ready-pods', [75, 25]],
  ] as const)('begins with weights of %s', (_, seen, from, weights) => {
    const [found] = candidates(unsplit(), seen)
    expect(found?.weightsFrom).toBe(from)
    expect(found?.versions.map(({ weight }) => weight)).toEqual([...weights])
    expect(found?.creatable).toEqual({ allowed: true, reason: null })
  })

  test.each([
    ['since a second after the window began', at - 299_000],
    ['since a moment that nobody knows', null],
  ])('goes by ready pods where a version has been ready %s', (_, readySince) => {
    const [v1] = unsplit().workloads
    if (!v1) throw new Error('v1 is one')
    const workloads = [v1, workload('reviews', 'v2', { readySince })]
    const [found] = candidates(unsplit({ workloads }), [9, 3])
    expect(found?.weightsFrom).toBe('ready-pods')
    // What was seen is still told.
    expect(found?.versions.map(({ share }) => share)).toEqual([0.75, 0.25])
  })

  test('begins evenly where no pod is ready', () => {
    const down = ['v1', 'v2'].map((version) => workload('reviews', version, { readyPods: 0 }))
    const [found] = candidates(unsplit({ workloads: down }))
    expect([found?.weightsFrom, found?.versions.map(({ weight }) => weight)]).toEqual([
      'even',
      [50, 50],
    ])
  })

  test('is none once a route says something of it, or with one version', () => {
    expect(candidates(unsplit({ virtualServices: [reviews] }))).toEqual([])
    expect(candidates(unsplit({ workloads: [workload('reviews', 'v1')] }))).toEqual([])
  })

  test.each([
    ['headless', { services: [service('reviews', { kind: 'headless' })] }, /headless/],
    [
      'only another name',
      { services: [service('reviews', { kind: 'externalName' })] },
      /ExternalName/,
    ],
    [
      'of versions that no label tells apart',
      {
        workloads: ['v1', 'v2'].map((version) =>
          workload('reviews', version, { labels: { app: 'reviews' } }),
        ),
      },
      /No label/,
    ],
    [
      'ambient without a waypoint',
      {
        workloads: ['v1', 'v2'].map((version) =>
          workload('reviews', version, { dataPlaneMode: 'ambient' }),
        ),
      },
      /waypoint/,
    ],
  ] as const)('that is %s is refused in words', (_, more, words) => {
    const [found] = candidates(unsplit(more as Partial<SplitFacts>))
    expect(found?.creatable.allowed).toBe(false)
    expect(found?.creatable.reason).toMatch(words)
  })
})

describe('what is proposed', () => {
  const [candidate] = candidates(unsplit())
  if (!candidate) throw new Error('reviews is one')

  test('is a subset for each version, then a route to them', () => {
    const subsets = proposeSubsets(candidate, [])
    expect(proposeDestinationRule(service('reviews'), subsets).spec).toEqual({
      host: 'reviews',
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' } },
      ],
    })
    expect(proposeVirtualService(service('reviews'), 'http', subsets).spec).toEqual({
      hosts: ['reviews'],
      http: [
        {
          route: [
            { destination: { host: 'reviews', subset: 'v1' }, weight: 75 },
            { destination: { host: 'reviews', subset: 'v2' }, weight: 25 },
          ],
        },
      ],
    })
  })

  test('takes the names of subsets that are there already', () => {
    const existing = destinationRule('reviews', [], {
      subsets: [{ name: 'stable', labels: { version: 'v1' }, trafficPolicy: null }],
    })
    expect(proposeSubsets(candidate, [existing]).map(({ name }) => name)).toEqual(['stable', 'v2'])
  })

  test('makes a tcp route for each TCP port', () => {
    const port = (number: number, name: string) => ({
      name,
      port: number,
      targetPort: number,
      protocol: 'TCP',
      appProtocol: null,
    })
    const db = service('reviews', { ports: [port(5432, 'tcp-db'), port(5433, 'postgres')] })
    const { spec } = proposeVirtualService(db, 'tcp', proposeSubsets(candidate, []))
    expect(spec).toMatchObject({ tcp: [{ match: [{ port: 5432 }] }, { match: [{ port: 5433 }] }] })
  })

  test.each([
    ['v1', 'v1'],
    ['1.2.3', '1-2-3'],
    ['V2_beta', 'v2-beta'],
    ['-', 'version'],
  ])('a version %s becomes the subset %s', (version, name) => {
    expect(subsetName(version)).toBe(name)
  })
})
