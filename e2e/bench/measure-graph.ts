import { adminOf } from '../support/admin'
import { environmentOf, startReadyConsole } from '../support/console'
import {
  askBare,
  type BenchOptions,
  type BenchWorld,
  countOf,
  inBenchWorld,
  instantQueries,
} from './bench-world'
import { consoleMetrics } from './console-metrics'
import { measureScreen, type ScreenFigures } from './measure-screen'
import { type Spread, spreadOf } from './statistics'
import { timedRequest } from './timed-request'

/** `dense`: so many of the services are in one namespace. */
export type Size = { services: number; namespaces: number; dense?: number }

/** One question of the console's, beside the PromQL that it caused. */
export type Asked = {
  what: string
  edges: number
  queries: number
  console: Spread
  bare: Spread
  ratio: Spread
  /** Medians: console − bare. */
  surplusMs: number
  gzippedBytes: number
  /** What the same PromQL costs where it is summed by namespace, as a share of what it costs. */
  byNamespace: Spread
  /** The longest that the console’s event loop waited while it answered. */
  eventLoopMaxMs: number
}

export type GraphFigures = Size & {
  series: number
  queriesOfOneNamespace: number
  asked: Asked[]
  /** Questions that reached Prometheus, by how many asked the console the same at once. */
  queriesByViewers: { viewers: number; queries: number }[]
  /** The opening view of a console that has just become ready. */
  firstMs: Spread
  /** Of the console, once it has answered everything. */
  residentMb: number
  screen: ScreenFigures
}

const denseNamespace = 'team-00'
const openingQuery = '&limit=15'

/** What people ask: the opening view of a screen, the whole mesh, and one namespace where it is dense. */
const questionsOf = ({ dense }: Size): { what: string; query: string }[] =>
  dense
    ? [{ what: 'dense namespace', query: `&namespaces=${denseNamespace}` }]
    : [
        { what: 'opening view', query: openingQuery },
        { what: 'whole mesh', query: '' },
      ]

const graphUrl = ({ consoleUrl }: BenchWorld, at: number, query: string) =>
  `${consoleUrl}/api/v1/graph?at=${at}${query}`

/** The outermost sum, which decides how many rows come back. */
const summedByNamespace = (query: string) =>
  query.replace(/sum by \(([^)]*)\)/, (_, labels: string) => {
    const kept = labels.split(',').filter((label) => label.trim().endsWith('_namespace'))
    return `sum by (${kept.join(',')})`
  })

const dividedBy = (times: readonly number[], others: readonly number[]) =>
  times.map((time, index) => time / (others[index] ?? Number.NaN))

async function measureQuestion(
  { what, query }: { what: string; query: string },
  bench: BenchWorld,
): Promise<Asked> {
  const { testbed, next, rounds, say } = bench
  const admin = adminOf(testbed.adminUrl)
  const graph = (at: number) => graphUrl(bench, at, query)
  // The first requests compile code on both sides.
  for (let index = 0; index < 3; index++) await timedRequest(graph(next()))
  await admin.resetQueries()
  const { bytes } = await timedRequest(graph(next()))
  const queries = instantQueries((await admin.queries()).queries)
  const reply = (await (await fetch(graph(next()))).json()) as { data: { edges: unknown[] } }
  const times = { console: [] as number[], bare: [] as number[], byNamespace: [] as number[] }
  const inNamespaces = queries.map(summedByNamespace)
  for (let round = 0; round < rounds; round++) {
    const at = next()
    const ways = [
      async () => times.console.push((await timedRequest(graph(at))).milliseconds),
      async () => times.bare.push(await askBare(testbed.prometheusUrl, queries, at)),
      async () => times.byNamespace.push(await askBare(testbed.prometheusUrl, inNamespaces, at)),
    ]
    // None may always find the caches that another has warmed.
    const turn = round % ways.length
    for (const way of [...ways.slice(turn), ...ways.slice(0, turn)]) await way()
  }
  const [console, bare] = [spreadOf(times.console), spreadOf(times.bare)]
  say(`  ${what}: ${console.median.toFixed(0)} ms, bare ${bare.median.toFixed(0)} ms`)
  return {
    what,
    edges: reply.data.edges.length,
    queries: queries.length,
    console,
    bare,
    ratio: spreadOf(dividedBy(times.console, times.bare)),
    byNamespace: spreadOf(dividedBy(times.byNamespace, times.bare)),
    surplusMs: console.median - bare.median,
    gzippedBytes: bytes,
    eventLoopMaxMs: await eventLoopDuring(() => timedRequest(graph(next())), bench),
  }
}

/** The longest of some answers that nobody has asked for before. */
async function eventLoopDuring(ask: () => Promise<unknown>, { consoleUrl }: BenchWorld) {
  // Asking forgets what was before.
  await consoleMetrics(consoleUrl)
  for (let index = 0; index < 5; index++) await ask()
  return (await consoleMetrics(consoleUrl)).eventLoopMaxMs
}

/** Of consoles that have just started, one after the other. */
async function firstGraphs(bench: BenchWorld): Promise<Spread> {
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const server = await startReadyConsole(environmentOf(bench.testbed))
    try {
      const url = graphUrl({ ...bench, consoleUrl: server.url }, bench.next(), openingQuery)
      times.push((await timedRequest(url)).milliseconds)
    } finally {
      await server.stop()
    }
  }
  return spreadOf(times)
}

/** All of them ask for the same moment, as screens do that refresh in one slot. */
async function queriesFor(viewers: number, bench: BenchWorld): Promise<number> {
  const admin = adminOf(bench.testbed.adminUrl)
  const at = bench.next()
  await admin.resetQueries()
  await Promise.all(Array.from({ length: viewers }, () => timedRequest(graphUrl(bench, at, ''))))
  return (await admin.queries()).count
}

async function measure(size: Size, bench: BenchWorld): Promise<GraphFigures> {
  const admin = adminOf(bench.testbed.adminUrl)
  const asked: Asked[] = []
  for (const question of questionsOf(size)) asked.push(await measureQuestion(question, bench))
  await admin.resetQueries()
  await timedRequest(graphUrl(bench, bench.next(), `&namespaces=${denseNamespace}`))
  const queriesOfOneNamespace = (await admin.queries()).count
  const queriesByViewers = []
  for (const viewers of [1, 10, 50])
    queriesByViewers.push({ viewers, queries: await queriesFor(viewers, bench) })
  return {
    ...size,
    series: await countOf(bench.testbed.direct.prometheusUrl, 'count(istio_requests_total)'),
    queriesOfOneNamespace,
    asked,
    queriesByViewers,
    residentMb: (await consoleMetrics(bench.consoleUrl)).residentMb,
    firstMs: await firstGraphs(bench),
    screen: await measureScreen(bench),
  }
}

/** `/api/v1/graph` of a generated mesh, beside the same PromQL asked bare, taken in turns. */
export function measureGraph(size: Size, options: BenchOptions): Promise<GraphFigures> {
  const { services, namespaces, dense } = size
  options.say(`A mesh of ${services} services in ${namespaces} namespaces`)
  // Twenty minutes at 5 s; hardly anything is scraped while the clock runs.
  const flags = [
    ...['--services', String(services), '--namespaces', String(namespaces)],
    ...(dense ? ['--dense', String(dense)] : []),
    ...['--history-hours', '0.34', '--history-step', '5', '--scrape-interval', '30'],
    // Of more services nobody is answered latencies before something is opened.
    ...(services <= 100 ? ['--metrics', 'all'] : []),
  ]
  return inBenchWorld(flags, options, (world) => measure(size, world))
}
