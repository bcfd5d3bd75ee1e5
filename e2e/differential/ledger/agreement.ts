import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GraphData } from '../../../lib/api/graph'
import { type GraphView, graphViews } from '../../../lib/domain/service-graph/graph'
import type { MetricsScope } from '../../testbed/mesh/simulation/pod-proxy'
import { worldFromManifests } from '../../testbed/mesh/world-from-manifests'
import type { Scenario } from '../../testbed/scenarios/load'
import { isVictoriaMetrics } from '../lone-prometheus'
import { type PastBed, startPastBed } from '../past-bed'
import { watch } from '../watch'
import { disagreements } from './disagreements'
import { type Gained, gainedBetween, ledgerEdges } from './edges'
import { ledgerNames } from './names'
import { readPast } from './read-past'

export type LedgerWorld = {
  name: string
  scenario: Scenario
  metrics?: MetricsScope
  /** Of life before the window. */
  warmUpSeconds?: number
}

const everySeconds = 15
const windowSeconds = 300
/** From the first to the last scrape in a window. */
const scrapedSeconds = windowSeconds - everySeconds
/** What a rate rests on, as in `ratedSpan`: VictoriaMetrics' begins with the scrape before the window. */
const reachesBackSeconds = isVictoriaMetrics ? everySeconds : 0
const ratedSeconds = scrapedSeconds + reachesBackSeconds
const spans = { scrapedSeconds: ratedSeconds, windowSeconds }

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Of the requests that a namespace takes part in: how many are on edges of its single nodes, 0–1. */
function ownShare({ nodes, edges }: GraphData, namespace: string): number {
  const inside = nodes.filter((node) => 'namespace' in node && node.namespace === namespace)
  const single = inside.filter((node) => !('expand' in node) || node.expand === null)
  const perSecondOf = (some: GraphData['nodes']) => {
    const ids = new Set(some.map(({ id }) => id))
    const theirs = edges.filter(({ source, target }) => ids.has(source) || ids.has(target))
    return sumOf(theirs.map(({ traffic }) => traffic.requestsPerSecond ?? 0))
  }
  const all = perSecondOf(inside)
  return all === 0 ? 1 : perSecondOf(single) / all
}

/** Requests of calls; copies of mirrors are none. */
const requestsOf = (gained: readonly Gained[]) =>
  sumOf(gained.map(({ kind, requests }) => (kind === 'call' ? requests : 0)))

/**
 * The product's own graph against the simulation's ledger, in a past lived through in seconds. One
 * world for each file of tests.
 */
export function agreesWithLedger({ name, scenario, metrics, warmUpSeconds = 1800 }: LedgerWorld) {
  describe(name, () => {
    const world = worldFromManifests(scenario.manifests)
    let bed: PastBed
    let at = 0
    let lasted: Gained[]

    const liveThroughWindow = async () => {
      const times = await bed.live({ everySeconds, forSeconds: scrapedSeconds })
      return (times.at(-1) ?? 0) + 3_000
    }
    const gainedUntil = (moment: number) =>
      bed.mesh.ledger.increments({
        at: moment,
        windowMs: (windowSeconds + reachesBackSeconds) * 1000,
        countsFirst: isVictoriaMetrics,
      })

    beforeAll(async () => {
      bed = await startPastBed({ scenario, hoursAgo: 3, ...(metrics && { metrics }) })
      watch(bed.env)
      await bed.settle()
      await bed.live({ everySeconds, forSeconds: warmUpSeconds })
      const before = bed.mesh.ledger.rows()
      at = await liveThroughWindow()
      lasted = gainedBetween(before, bed.mesh.ledger.rows())
    }, 600_000)

    afterAll(() => bed?.stop())

    /** Counts between scrapes; durations are written down for the whole time only. */
    function wantedIn(view: GraphView) {
      const names = ledgerNames(world, view)
      const wanted = ledgerEdges(gainedUntil(at), names)
      for (const [id, { durations }] of ledgerEdges(lasted, names).edges)
        wanted.edges.get(id)?.durations.splice(0, durations.length, ...durations)
      return wanted
    }

    const read = async (search: Record<string, string>, moment = at): Promise<GraphData> =>
      (await readPast({ at: String(moment), window: `${windowSeconds}s`, ...search })).data

    test.each(graphViews)('every edge of the %s view is as the ledger knows it', async (view) => {
      const { edges } = wantedIn(view)
      expect(edges.size).toBeGreaterThan(0)
      const graph = await read({ view, latency: 'true', mtls: 'true', bytes: 'true' })
      expect(disagreements(graph, edges, spans)).toEqual([])
    })

    test('what lies below calls is as the ledger knows it, and in no total', async () => {
      const { below } = wantedIn('workload')
      const { edges } = await read({ view: 'workload' })
      const drawn = edges.flatMap(({ transport }) => transport?.connectionsPerSecond ?? [])
      const connections = below.connectionsOpened / ratedSeconds
      expect(sumOf(drawn)).toBeCloseTo(connections, 3)
    })

    test('every view adds up to the same, whatever stands between', async () => {
      const searches = [
        ...graphViews.map((view) => ({ view })),
        { view: 'workload', services: 'true' },
        { view: 'workload', waypoints: 'true' },
        { view: 'workload', limit: '8' },
      ]
      const counted = requestsOf(gainedUntil(at)) / ratedSeconds
      for (const search of searches) {
        const { totals, edges } = await read(search)
        const { requestsPerSecond } = totals.traffic
        expect(Math.abs((requestsPerSecond ?? 0) / counted - 1)).toBeLessThan(0.01)
        if ('services' in search || 'waypoints' in search) continue
        const drawn = edges.flatMap(({ traffic, mirrored }) =>
          mirrored ? [] : (traffic.requestsPerSecond ?? []),
        )
        // Each rate is told to five digits.
        expect(Math.abs(sumOf(drawn) / (requestsPerSecond ?? 0) - 1)).toBeLessThan(1e-4)
      }
    })

    test('what is opened has nine tenths of its traffic and more in edges of its own', async () => {
      const closed = (await read({ view: 'workload', limit: '15' })).nodes.filter(
        (node) => node.kind === 'namespace',
      )
      for (const { id, name, expand } of closed) {
        const opened = await read({ view: 'workload', limit: '15', expand: expand ?? '' })
        expect(opened.nodes.map((node) => node.id)).not.toContain(id)
        expect(ownShare(opened, name)).toBeGreaterThanOrEqual(0.9)
      }
    })

    test('once traffic has stopped and was scraped, every request is there', async () => {
      const idleSeconds = 4 * everySeconds
      await bed.live({ everySeconds, forSeconds: scrapedSeconds - idleSeconds })
      bed.mesh.setTraffic(0)
      const times = await bed.live({ everySeconds, forSeconds: idleSeconds })
      const moment = (times.at(-1) ?? 0) + 3_000
      const gained = gainedUntil(moment)
      const names = ledgerNames(world, 'workload')
      // Of a counter that began within the window Prometheus guesses what was before its first scrape.
      const begun = gained.filter(
        ({ firstScrapeAt, requests }) => requests > 0 && firstScrapeAt > moment - 300_000 + 13_000,
      )
      const guessed = ledgerEdges(begun, names).edges
      const { edges } = await read({ view: 'workload' }, moment)
      const off = [...ledgerEdges(gained, names).edges].flatMap(([id, { counts }]) => {
        const rate = edges.find((edge) => edge.id === id)?.traffic.requestsPerSecond ?? 0
        const isOff = Math.abs(rate * ratedSeconds - counts.requests) > 0.1
        return isOff && !guessed.has(id)
          ? [`${id}: ${rate * ratedSeconds}, not ${counts.requests}`]
          : []
      })
      expect(off).toEqual([])
      expect(guessed.size).toBeLessThan(edges.length / 4)
    })
  })
}
