import { adminOf } from '../support/admin'
import {
  askBare,
  type BenchOptions,
  type BenchWorld,
  countOf,
  inBenchWorld,
  instantQueries,
  stopTraffic,
} from './bench-world'
import { measureScroll, type ScrollFigures } from './measure-scroll'
import { type Spread, spreadOf } from './statistics'
import { timedRequest } from './timed-request'

export type MtlsSize = { services: number; namespaces: number }

/** The list of `/security`, from what is known already and for a moment that nobody has asked for. */
export type MtlsFigures = {
  namespaces: number
  workloads: number
  series: number
  /** That reached Prometheus for a new moment. */
  queries: number
  /** Everything is known: watch cache and answers. */
  warm: Spread
  console: Spread
  /** The same questions without the console. */
  bare: Spread
  ratio: Spread
  gzippedBytes: number
  scroll: ScrollFigures
}

const listUrl = ({ consoleUrl }: BenchWorld, at: number) => `${consoleUrl}/api/v1/mtls?at=${at}`

/** What looks back for hours is shared for a minute, so a new moment is in a minute of its own. */
function* minutesOf({ next }: BenchWorld): Generator<number> {
  for (let last = Number.POSITIVE_INFINITY; ; ) {
    const at = next()
    if (last - at < 60_000) continue
    last = at
    yield at
  }
}

async function measure(size: MtlsSize, world: BenchWorld): Promise<MtlsFigures> {
  const { testbed, rounds, say } = world
  const admin = adminOf(testbed.adminUrl)
  await stopTraffic(world)
  const minutes = minutesOf(world)
  const next = () => minutes.next().value as number // the generator never ends
  // The first requests compile code on both sides.
  for (let index = 0; index < 2; index++) await timedRequest(listUrl(world, next()))
  await admin.resetQueries()
  const { bytes } = await timedRequest(listUrl(world, next()))
  const queries = instantQueries((await admin.queries()).queries)
  const times = { warm: [] as number[], console: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const at = next()
    const ways = [
      async () => {
        times.console.push((await timedRequest(listUrl(world, at))).milliseconds)
        times.warm.push((await timedRequest(listUrl(world, at))).milliseconds)
      },
      async () => times.bare.push(await askBare(testbed.prometheusUrl, queries, at)),
    ]
    // Neither may always find the caches that the other has warmed.
    for (const way of round % 2 === 0 ? ways : ways.reverse()) await way()
  }
  const [warm, console, bare] = [times.warm, times.console, times.bare].map(spreadOf)
  if (!warm || !console || !bare) throw new Error('Nothing was measured')
  say(`  warm ${warm.median.toFixed(0)} ms, new ${console.median.toFixed(0)} ms`)
  return {
    namespaces: size.namespaces,
    // Every service has two.
    workloads: 2 * size.services,
    series: await countOf(testbed.direct.prometheusUrl, 'count(istio_requests_total)'),
    queries: queries.length,
    warm,
    console,
    bare,
    ratio: spreadOf(times.console.map((time, at) => time / (times.bare[at] ?? Number.NaN))),
    gzippedBytes: bytes,
    scroll: await measureScroll(world),
  }
}

/** `/api/v1/mtls` of a generated mesh, beside the same PromQL asked bare, taken in turns. */
export function measureMtls(size: MtlsSize, options: BenchOptions): Promise<MtlsFigures> {
  const { services, namespaces } = size
  options.say(`Mutual TLS of ${2 * services} workloads in ${namespaces} namespaces`)
  // What matters is how many series there are, not how long their past is.
  const flags = [
    ...['--services', String(services), '--namespaces', String(namespaces)],
    ...['--history-hours', '0.6', '--history-step', '60', '--scrape-interval', '60'],
  ]
  return inBenchWorld(flags, options, (world) => measure(size, world))
}
