import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { graphSearch } from '../../lib/api/graph'
import { graphViews } from '../../lib/domain/service-graph/graph'
import { readServiceGraph } from '../../lib/server/graph/read-service-graph'
import type { LedgerIncrement } from '../testbed/mesh/ledger'
import { loadScenario } from '../testbed/scenarios/load'
import { type PastBed, startPastBed } from './past-bed'

/** The product's own graph against the simulation's ledger, in a past lived through in seconds. */

const world = vi.hoisted(() => ({ prometheusUrl: '', kubeconfig: '' }))
vi.mock('../../lib/env', async (original) => ({
  ...(await original<typeof import('../../lib/env')>()),
  readEnv: () => ({ auth: 'kubeconfig', inCluster: false, ...world }),
}))

const windowSeconds = 300
let bed: PastBed
let at = 0

beforeAll(async () => {
  bed = await startPastBed({ scenario: loadScenario('bookinfo'), hoursAgo: 3 })
  Object.assign(world, bed.env)
  await bed.settle()
  const times = await bed.live({ everySeconds: 15, forSeconds: 1800 })
  at = (times.at(-1) ?? 0) + 3_000
}, 120_000)

afterAll(() => bed?.stop())

async function read(view: string) {
  const search = graphSearch.parse({ at: String(at), window: `${windowSeconds}s`, view })
  const viewer = { user: 'operator', mode: 'kubeconfig', sees: { kind: 'all' } } as const
  return (await readServiceGraph(search, { viewer, signal: new AbortController().signal })).data
}

const edgeOf = ({ source, destination, service }: LedgerIncrement) =>
  `${source.workload} > ${destination?.workload ?? service}`

function expected(): Map<string, number> {
  const rates = new Map<string, number>()
  for (const one of bed.mesh.ledger.increments({ at, windowMs: windowSeconds * 1000 })) {
    const seconds = (one.lastScrapeAt - one.firstScrapeAt) / 1000
    if (one.requests === 0 || seconds === 0) continue
    rates.set(edgeOf(one), (rates.get(edgeOf(one)) ?? 0) + one.requests / seconds)
  }
  return rates
}

const nameOf = (id: string) => decodeURIComponent(id.split('/').at(-1) ?? '')

test('every edge has the rate that the ledger knows', async () => {
  const { edges } = await read('workload')
  const wanted = expected()
  const drawn = new Map(
    edges.map(({ source, target, traffic }) => [
      `${nameOf(source)} > ${nameOf(target)}`,
      traffic.requestsPerSecond ?? Number.NaN,
    ]),
  )
  expect([...drawn.keys()].sort()).toEqual([...wanted.keys()].sort())
  for (const [edge, rate] of wanted) {
    const off = Math.abs((drawn.get(edge) ?? Number.NaN) - rate)
    expect(off, edge).toBeLessThanOrEqual(Math.max(rate * 0.05, 3 / windowSeconds))
  }
})

test('every view adds up to the same', async () => {
  const [first, ...others] = await Promise.all(
    graphViews.map(async (view) => (await read(view)).totals.traffic.requestsPerSecond),
  )
  expect(first).toBeGreaterThan(0)
  for (const total of others) expect(total).toBeCloseTo(first ?? Number.NaN, 3)
})
