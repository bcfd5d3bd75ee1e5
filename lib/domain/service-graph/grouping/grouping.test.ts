import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calls, gateway, hop, noFacts, stranger, took, traffic } from '../bookinfo.fixtures'
import { type DrawOptions, drawServiceGraph } from '../draw'
import { graphViews } from '../graph'
import type { Peer, RequestSample } from '../sample'
import { parseExpansion } from './expansion'

const two = (number: number) => String(number).padStart(2, '0')

const peerOf = (namespace: number, service: number, version: number): Peer => ({
  cluster: 'Kubernetes',
  namespace: `team-${two(namespace)}`,
  workload: `s${two(service)}-v${version}`,
  app: `s${two(service)}`,
  version: `v${version}`,
})

/** In every namespace a chain of services with two versions each; the last calls the next namespace. */
function meshOf(namespaces: number, services: number): RequestSample[] {
  const chain = Array.from({ length: namespaces * services }, (_, at) => [
    peerOf(Math.floor(at / services), at % services, 1),
    peerOf(Math.floor(at / services), at % services, 2),
  ])
  return [
    ...(chain[0] ?? []).map((entry) => calls(hop(gateway, entry), 8)),
    ...chain.flatMap((callers, at) =>
      callers.flatMap((caller) =>
        (chain[at + 1] ?? []).map((callee, version) => calls(hop(caller, callee), 3 + version)),
      ),
    ),
  ]
}

const draw = (requests: RequestSample[], options: Partial<DrawOptions> = {}) =>
  drawServiceGraph(traffic({ requests }), noFacts, {
    view: 'workload',
    services: false,
    namespaces: [],
    visible: null,
    readable: 'everything',
    windowSeconds: 300,
    ...options,
  })

const kindsOf = ({ nodes }: ReturnType<typeof draw>) =>
  Object.fromEntries(
    [...new Set(nodes.map(({ kind }) => kind))].map((kind) => [
      kind,
      nodes.filter((node) => node.kind === kind).length,
    ]),
  )

const total = ({ edges }: ReturnType<typeof draw>) =>
  edges.reduce((sum, { traffic: seen }) => sum + (seen.requestsPerSecond ?? 0), 0)

describe('a view over budget', () => {
  test.each([
    ['all there is, while it fits', meshOf(2, 3), 13, { workload: 13 }],
    ['apps, where these fit', meshOf(2, 3), 8, { app: 7 }],
    ['namespaces, where not even apps fit', meshOf(4, 5), 15, { namespace: 5 }],
    ['the first namespaces and the rest', meshOf(40, 2), 12, { namespace: 11, more: 1 }],
  ])('opens as %s', (_, mesh, limit, expected) => {
    expect(kindsOf(draw(mesh, { limit }))).toEqual(expected)
  })

  test('opens as it is without a limit', () => {
    expect(kindsOf(draw(meshOf(4, 5)))).toEqual({ workload: 41 })
  })

  test('of one namespace opens with that one opened, and its neighbours as namespaces', () => {
    const graph = draw(meshOf(3, 8), { limit: 15, namespaces: ['team-01'] })
    expect(kindsOf(graph)).toEqual({ app: 8, namespace: 3 })
  })

  test('of one dense namespace shows the first of it and the rest', () => {
    const graph = draw(meshOf(1, 40), { limit: 10, namespaces: ['team-00'] })
    const more = graph.nodes.find((node) => node.kind === 'more')
    expect(kindsOf(graph)).toEqual({ workload: 7, more: 1 })
    expect(more).toMatchObject({ namespace: 'team-00', count: 74, expand: 'more/team-00/14' })
  })
})

describe('what is opened', () => {
  const mesh = meshOf(4, 5)

  test('a namespace shows its workloads, the others stay', () => {
    const graph = draw(mesh, { limit: 15, expand: ['ns/team-02'] })
    expect(kindsOf(graph)).toEqual({ workload: 10, namespace: 4 })
  })

  test('an app shows its versions', () => {
    const graph = draw(meshOf(2, 3), { limit: 8, expand: ['app/team-00/s01'] })
    expect(kindsOf(graph)).toEqual({ workload: 2, app: 6 })
  })

  test('"N more" shows the next of them', () => {
    const graph = draw(meshOf(40, 2), { limit: 12, expand: ['more/24'] })
    expect(kindsOf(graph)).toEqual({ namespace: 23, more: 1 })
  })

  test('every group says what opens it', () => {
    for (const node of draw(mesh, { limit: 15 }).nodes)
      if (node.kind === 'namespace') expect(node.expand).toBe(`ns/${node.name}`)
  })

  test('a mangled link opens nothing', () => {
    const { namespaces, apps, more } = parseExpansion(['', 'ns', 'app/x', 'more/a/b', 'pie/a'])
    expect([namespaces.size, apps.size, more.size]).toEqual([0, 0, 0])
  })
})

describe('a group', () => {
  const failing = calls(hop(peerOf(1, 0, 1), peerOf(1, 1, 1)), 5, { code: '503', flags: 'UC' })
  const mesh = [...meshOf(4, 5), failing]

  test('is as healthy as its sickest member, and says why', () => {
    const graph = draw(mesh, { limit: 15 })
    const sick = graph.nodes.find((node) => node.kind === 'namespace' && node.name === 'team-01')
    expect(sick).toMatchObject({ health: 'failing', healthReason: { measure: 'errors' } })
    const others = graph.nodes.filter((node) => node.kind === 'namespace' && node !== sick)
    expect(new Set(others.map((node) => 'health' in node && node.health))).toEqual(
      new Set(['healthy']),
    )
  })

  test('in trouble is never among "N more"', () => {
    const many = [
      ...meshOf(40, 2),
      calls(hop(peerOf(39, 0, 1), peerOf(39, 1, 1)), 1, { code: '503' }),
    ]
    const { nodes } = draw(many, { limit: 6 })
    expect(nodes.some((node) => node.kind === 'namespace' && node.name === 'team-39')).toBe(true)
  })

  test('counts its workloads and services', () => {
    const graph = draw(mesh, { limit: 15 })
    const team = graph.nodes.find((node) => node.kind === 'namespace' && node.name === 'team-01')
    expect(team).toMatchObject({ counts: { workloads: 10, services: 5 } })
  })

  test('has latencies of summed buckets', () => {
    const slow = hop(peerOf(0, 0, 1), peerOf(1, 0, 1))
    const fast = hop(peerOf(0, 0, 2), peerOf(1, 0, 1))
    const graph = drawServiceGraph(
      traffic({
        requests: [...meshOf(4, 5), calls(slow, 1), calls(fast, 9)],
        latency: [
          ...took(slow, { 10: 0, 100: 1, Infinity: 1 }),
          ...took(fast, { 10: 9, Infinity: 9 }),
        ],
      }),
      noFacts,
      {
        view: 'workload',
        services: false,
        namespaces: [],
        visible: null,
        readable: 'everything',
        windowSeconds: 300,
        limit: 15,
      },
    )
    const edge = graph.edges.find(
      ({ source, target }) => source.endsWith('team-00') && target.endsWith('team-01'),
    )
    expect(edge?.latencyMs?.p50).toBeCloseTo((10 * 5) / 9)
    expect(edge?.latencyMs?.p95).toBeGreaterThan(10)
  })

  test('does not swallow what was found, or what the focus is on', () => {
    const id = 'workload/Kubernetes/team-03/s02-v1'
    const find = [[{ kind: 'word' as const, not: false, text: 's02-v1', quoted: false }]]
    const graph = draw(mesh, { limit: 15, find })
    expect(graph.nodes.map((node) => node.id)).toContain(id)
    expect(graph.found).toContain(id)
    const focused = draw(mesh, { limit: 3, focus: { id, hops: 2 } })
    expect(focused.nodes.map((node) => node.id)).toContain(id)
  })
})

const anyOptions = fc.record({
  view: fc.constantFrom(...graphViews),
  services: fc.boolean(),
  limit: fc.integer({ min: 4, max: 40 }),
  expand: fc.subarray(['ns/team-00', 'ns/team-02', 'app/team-01/s00', 'more/20', 'more/team-00/9']),
})
const anyMesh = fc
  .record({ namespaces: fc.integer({ min: 1, max: 12 }), services: fc.integer({ min: 1, max: 6 }) })
  .map(({ namespaces, services }) => [
    ...meshOf(namespaces, services),
    calls(hop(stranger, peerOf(0, 0, 1)), 2),
    calls(hop(peerOf(0, 0, 1), stranger, { destinationService: 'example.org' }), 2),
  ])

/** A mesh of twelve namespaces takes its time to draw. */
const few = { numRuns: 40 }

describe('whatever is gathered and opened', () => {
  test('the same traffic is drawn, between nodes that are there', () => {
    fc.assert(
      fc.property(anyMesh, anyOptions, (mesh, options) => {
        const graph = draw(mesh, options)
        const whole = draw(mesh, { view: options.view, services: options.services })
        expect(total(graph)).toBeCloseTo(total(whole))
        expect(graph.totals).toEqual(whole.totals)
        const ids = new Set(graph.nodes.map(({ id }) => id))
        for (const { source, target } of graph.edges)
          expect(ids.has(source) && ids.has(target)).toBe(true)
        expect(ids.size).toBe(graph.nodes.length)
        expect(new Set(graph.edges.map(({ id }) => id)).size).toBe(graph.edges.length)
      }),
      few,
    )
  })

  test('a picture in which nothing was opened keeps its budget', () => {
    fc.assert(
      fc.property(anyMesh, anyOptions, (mesh, { expand: _, ...options }) => {
        expect(draw(mesh, options).nodes.length).toBeLessThanOrEqual(options.limit)
      }),
      few,
    )
  })
})
