import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mtlsSearch } from '../../lib/api/mtls'
import { candidateFinder } from '../../lib/domain/mtls/candidates'
import { facts, rulesOf } from '../../lib/domain/mtls/facts.fixtures'
import type { Viewer } from '../../lib/identity/viewer'
import { readMtls } from '../../lib/server/mtls/read-mtls'
import type { WrittenSeries } from '../testbed/prometheus/write-request'
import { type LonePrometheus, startLonePrometheus } from './lone-prometheus'
import {
  build,
  nobody,
  peer,
  type Report,
  type Rising,
  requests,
  scrapedAt,
  scrapedUntil,
  tcp,
} from './proxy-reports'

/** The list of /security, however its proxies are scraped. Each world has an hour of its own. */

const bed = vi.hoisted(() => ({ url: '', mesh: (): unknown => null }))
vi.mock('../../lib/env', () => ({ readEnv: () => ({ prometheusUrl: bed.url }) }))
vi.mock('../../lib/server/mtls/read-mtls-facts', () => ({
  readMtlsFacts: () => Promise.resolve(bed.mesh()),
}))

const minute = 60_000
const hour = 60 * minute
let store: LonePrometheus
let last = Math.floor(Date.now() / minute) * minute - 30 * hour

beforeAll(async () => {
  const all = facts()
  bed.mesh = () => ({
    ...{ facts: all, rules: rulesOf(all), candidatesOf: candidateFinder(all) },
    warnings: [],
  })
  store = await startLonePrometheus()
  bed.url = store.url
})
afterAll(() => store?.stop())

const viewer: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}

/** A moment of its own, an hour after the one before: worlds are written oldest first. */
function moment(): number {
  last += hour
  return last
}

async function read(at: number, more: object = {}) {
  const search = mtlsSearch.parse({ at: String(at), lookBack: '1h', ...more })
  return readMtls(search, { viewer, signal: new AbortController().signal })
}

const depot = peer('stock', 'depot')
const cart = peer('cart', 'depot')
const arriving: Report = { reporter: 'destination', from: cart, to: depot }
const plain = { connection_security_policy: 'none' }
const inPlain: Report = { ...arriving, from: nobody, labels: plain }
const observedOf = ({ data }: Awaited<ReturnType<typeof read>>) =>
  data.find(({ namespace }) => namespace === 'depot')?.observed

test('a proxy that is scraped by two jobs is counted once, in shares, rates and counts', async () => {
  const at = moment()
  const said = [build, requests(arriving, 3), requests(inPlain, 1), ...tcp(arriving, streams)]
  const twice = ['first', 'second'].flatMap((job) =>
    said.map((one): Rising => scrapedAt('10.0.0.9:15020', job, one)),
  )
  await store.write(scrapedUntil(at, twice))
  const reply = await read(at)
  expect(reply.warnings.map(({ code }) => code)).toContain('scraped-twice')
  const observed = observedOf(reply)
  expect(observed).toMatchObject({
    requests: { mutualTls: 0.75, plaintext: 0.25 },
    connections: { mutualTls: 1 },
  })
  expect(observed?.requestCount).toBeCloseTo(4 * 300, -1)
  const [caller] = observed?.plaintextClients ?? []
  expect(caller?.requestsPerSecond).toBeCloseTo(1, 2)
})
const streams = { sent: 10, received: 10, connections: 2 }

test('where proxies are scraped every two minutes a window of one minute is widened, and that is said', async () => {
  const at = moment()
  const slowly = (series: readonly Rising[]): WrittenSeries[] =>
    scrapedUntil(at - 30_000, series).map((one) => ({
      ...one,
      times: one.times.filter((_, scrape) => scrape % 8 === 0),
      values: one.values.filter((_, scrape) => scrape % 8 === 0),
    }))
  await store.write(slowly([build, requests(arriving, 3), requests(inPlain, 1)]))
  const reply = await read(at, { window: '1m' })
  expect(reply.window).toBeGreaterThanOrEqual(240)
  expect(reply.warnings.map(({ code }) => code)).toContain('window-widened')
  expect(observedOf(reply)?.requests).toMatchObject({ mutualTls: 0.75, plaintext: 0.25 })
})

const node = { source_region: 'eu', source_zone: 'eu-1' }
const fromZtunnel = (policy: string, to = depot): Report => ({
  ...{ reporter: 'source', from: cart, to },
  labels: { ...node, connection_security_policy: policy },
})

test('plaintext that only the ztunnel of its sender tells of is a caller with a name', async () => {
  const at = moment()
  await store.write(scrapedUntil(at, [build, ...tcp(fromZtunnel('unknown'), streams)]))
  const observed = observedOf(await read(at))
  expect(observed?.connections).toEqual({ mutualTls: 0, plaintext: 0, unknown: 1 })
  expect(observed?.plaintextClients).toMatchObject([
    {
      ...{ source: 'depot/cart-v1', destination: 'depot/stock-v1', counted: 'connections' },
      meaning: 'Not encrypted by the mesh; ztunnel looked up who it was.',
    },
  ])
})

test('where the server’s side tells as well, the sender’s ztunnel is not counted beside it', async () => {
  const at = moment()
  const atServer: Report = { ...fromZtunnel('unknown'), reporter: 'destination' }
  await store.write(
    scrapedUntil(at, [
      build,
      ...tcp(fromZtunnel('unknown'), streams),
      ...tcp(atServer, streams),
      // What goes through its tunnel is told by whoever takes it.
      ...tcp(fromZtunnel('mutual_tls', peer('till', 'depot')), streams),
    ]),
  )
  const [caller, ...others] = observedOf(await read(at))?.plaintextClients ?? []
  expect(others).toEqual([])
  expect(caller?.connectionsPerSecond).toBeCloseTo(2, 2)
})

test('one plaintext request in 24 hours, made before its series was first scraped, is found', async () => {
  const at = moment()
  // Earlier worlds lie within the 24 hours: this one is called by nobody else.
  const { name, labels } = requests({ ...inPlain, to: peer('vault', 'quiet') }, 0)
  const born = at - 17 * hour
  const times = Array.from({ length: (at - born) / minute }, (_, one) => born + one * minute)
  const values = times.map(() => 1)
  await store.write([{ labels: { __name__: name, ...labels, pod: 'vault-1' }, times, values }])
  const { data } = await read(at, { lookBack: '24h', namespaces: 'quiet' })
  const [caller] = data[0]?.observed.plaintextClients ?? []
  expect(caller).toMatchObject({ source: 'unknown', count: 1, requestsPerSecond: null })
  // The look-back goes by steps of five minutes.
  expect(caller?.lastSeenAt).toBeGreaterThanOrEqual(born)
  expect(caller?.lastSeenAt).toBeLessThanOrEqual(born + 5 * minute)
})
