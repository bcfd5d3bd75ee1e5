import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LedgerRow } from '../../testbed/mesh/ledger'
import { worldFromManifests } from '../../testbed/mesh/world-from-manifests'
import { loadScenario } from '../../testbed/scenarios/load'
import { type PastBed, type Scraping, startPastBed } from '../past-bed'
import { watch } from '../watch'
import { disagreements } from './disagreements'
import { ledgerEdges } from './edges'
import { extended } from './extended'
import { ledgerNames } from './names'
import { callsWithoutBytes, ratedSpan } from './rated-span'
import { readPast } from './read-past'

/** However it is scraped and whatever is restarted: one world, whose tests follow each other in time. */

const kept = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: 'details' }, ports: [{ name: 'http', port: 9080 }] },
})
const renaming = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'details', namespace: 'default' },
  spec: { hosts: ['details'], http: [{ route: [{ destination: { host: 'facts' } }] }] },
}
const seldom = { from: 'default/ratings-v1', host: 'details', port: 9080 }
const scenario = extended(loadScenario('bookinfo'), {
  manifests: [kept('facts')],
  starts: [{ ...seldom, requestsPerSecond: 1 / 300 }],
})
const world = worldFromManifests(scenario.manifests)

let bed: PastBed
const scrapes: number[] = []

async function live(scraping: Scraping) {
  scrapes.push(...(await bed.live(scraping)))
}

beforeAll(async () => {
  bed = await startPastBed({ scenario, hoursAgo: 12 })
  watch(bed.env)
  await bed.settle()
  await live({ everySeconds: 15, forSeconds: 1800 })
}, 300_000)

afterAll(() => bed?.stop())

/** What is wrong with the graph of now. */
async function wrong(
  more: { window?: number; view?: 'workload' | 'service'; share?: number } = {},
) {
  const { window = 300, view = 'workload', share = 0.05 } = more
  // Questions are asked at whole five seconds, and the last scrape is in.
  const at = Math.ceil((scrapes.at(-1) ?? 0) / 5000) * 5000
  const reply = await readPast({
    ...{ at: String(at), window: `${window}s`, view },
    ...{ mtls: 'true', bytes: 'true' },
  })
  // What was asked for may have been too short.
  const { scrapedSeconds, ...rated } = ratedSpan(scrapes, { at, windowSeconds: reply.window })
  const gained = bed.mesh.ledger.increments({ at, ...rated })
  const { edges } = ledgerEdges(gained, ledgerNames(world, view))
  expect(edges.size).toBeGreaterThan(3)
  return {
    reply,
    edges,
    words: disagreements(reply.data, edges, {
      windowSeconds: reply.window,
      scrapedSeconds,
      share,
      callsWithoutBytes,
    }),
  }
}

/** Lives on until the mesh obeys what was written; scraped as ever, for a gap makes every rate less sure. */
async function untilHappens(isIt: (row: LedgerRow) => boolean) {
  const times = () =>
    bed.mesh.ledger
      .rows()
      .filter(isIt)
      .reduce((sum, row) => sum + row.requests, 0)
  const before = times()
  const isLater = async () => {
    await live({ everySeconds: 15, forSeconds: 15 })
    return times() > before
  }
  await expect.poll(isLater, { timeout: 20_000 }).toBe(true)
}

test('scraped every minute', async () => {
  await live({ everySeconds: 60, forSeconds: 900 })
  expect((await wrong()).words).toEqual([])
})

test('scraped every minute, over less than two scrapes: the window is widened, and says so', async () => {
  await live({ everySeconds: 60, forSeconds: 600 })
  const { words, reply } = await wrong({ window: 60 })
  expect(reply.window).toBeGreaterThanOrEqual(120)
  expect(reply.warnings.map(({ code }) => code)).toContain('window-widened')
  expect(words).toEqual([])
})

test.each([15, 60])('one scrape lost of one every %i s', async (everySeconds) => {
  await live({ everySeconds, forSeconds: 900 })
  await live({ everySeconds, forSeconds: 240, isLost: (number) => number === 1 })
  expect((await wrong()).words).toEqual([])
})

test('a single event in ten minutes', async () => {
  // Of scrapes that come unevenly Prometheus knows less at the window's ends.
  await live({ everySeconds: 15, forSeconds: 600 })
  const isSeldom = (id: string) => id.includes('/ratings-v1>')
  await expect
    .poll(
      async () => {
        await live({ everySeconds: 15, forSeconds: 60 })
        const { edges } = await wrong({ window: 600 })
        return [...edges].find(([id]) => isSeldom(id))?.[1].counts.requests
      },
      { timeout: 50_000, interval: 10 },
    )
    .toBe(1)
  const { words, reply } = await wrong({ window: 600 })
  expect(words).toEqual([])
  const drawn = reply.data.edges.find(({ id }) => isSeldom(id))
  expect((drawn?.traffic.requestsPerSecond ?? 0) * reply.window).toBeCloseTo(1, 0)
})

test('a proxy that is restarted: its counters begin at zero, and nothing is lost or negative', async () => {
  await live({ everySeconds: 15, forSeconds: 150 })
  expect(bed.mesh.restart('default/productpage-v1')).toBe(1)
  await live({ everySeconds: 15, forSeconds: 150 })
  expect((await wrong()).words).toEqual([])
})

/**
 * Prometheus adds up to a scrape and a half to what a counter that ends or begins in the window was
 * seen for: here at least 105 s, so 21 %, of which the window's unseen ends take 5 again.
 */
const afterChange = { everySeconds: 15, forSeconds: 105 }
const changing = { share: 0.16 }

test('a service that is called by another name: one edge of workloads, two of services', async () => {
  await live({ everySeconds: 15, forSeconds: 150 })
  await bed.admin.apply([renaming])
  await untilHappens(({ service }) => service.startsWith('facts.'))
  await live(afterChange)
  expect((await wrong(changing)).words).toEqual([])
  const { words, reply } = await wrong({ ...changing, view: 'service' })
  expect(words).toEqual([])
  const called = reply.data.edges.filter(({ source }) => source.endsWith('/productpage'))
  expect(called.map(({ target }) => target.split('/').at(-1)).sort()).toEqual([
    'details',
    'facts',
    'reviews',
  ])
  await live({ everySeconds: 15, forSeconds: 300 })
  expect((await wrong({ view: 'service' })).words).toEqual([])
})

test('a version that is scaled to zero: its calls go to the service that has nobody to answer', async () => {
  await live({ everySeconds: 15, forSeconds: 150 })
  await bed.admin.patch('/apis/apps/v1/namespaces/default/deployments/reviews-v2', {
    spec: { replicas: 0 },
  })
  await untilHappens(({ flags, destination }) => flags === 'UH' && destination === null)
  await live(afterChange)
  expect((await wrong(changing)).words).toEqual([])
  await live({ everySeconds: 15, forSeconds: 300 })
  const { words, reply } = await wrong()
  expect(words).toEqual([])
  const ids = reply.data.edges.map(({ target }) => target)
  expect(ids).toContain('service/Kubernetes/default/reviews')
  expect(ids).not.toContain('workload/Kubernetes/default/reviews-v2')
})
