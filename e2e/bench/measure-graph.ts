import { adminOf } from '../support/admin'
import { environmentOf, startReadyConsole } from '../support/console'
import { startTestbedProcess, type TestbedAddresses } from '../tools/testbed-process.mjs'
import { type Spread, spreadOf } from './statistics'
import { timedRequest } from './timed-request'

export type Size = { services: number; namespaces: number }

export type GraphFigures = Size & {
  series: number
  edges: number
  queries: number
  queriesOfOneNamespace: number
  console: Spread
  bare: Spread
  ratio: Spread
  /** Medians: console − bare. */
  surplusMs: number
  gzippedBytes: number
}

export type BenchOptions = { prometheus: string; rounds: number; say: (line: string) => void }

/** Moments of the history that no measurement has used: the console shares answers of one moment. */
function* moments(newest: number): Generator<number> {
  for (let at = Math.floor(newest / 5000) * 5000; ; at -= 5000) yield at
}

/** The same questions without the console, side by side as it asks them. */
async function askBare(prometheusUrl: string, queries: readonly string[], at: number) {
  const startedAt = performance.now()
  await Promise.all(
    queries.map((query) =>
      timedRequest(`${prometheusUrl}/api/v1/query`, { query, time: String(at / 1000) }),
    ),
  )
  return performance.now() - startedAt
}

async function countOf(prometheusUrl: string, vector: string): Promise<number> {
  const response = await fetch(
    `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query: vector })}`,
  )
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1])
}

const instantQueries = (log: { path: string; query: string | null }[]) =>
  log.flatMap(({ path, query }) => (path === '/api/v1/query' && query ? [query] : []))

async function measure(
  testbed: TestbedAddresses,
  consoleUrl: string,
  { services, namespaces }: Size,
  { rounds, say }: BenchOptions,
): Promise<GraphFigures> {
  const admin = adminOf(testbed.adminUrl)
  const moment = moments(Date.now() - 10_000)
  const next = () => moment.next().value as number // the generator never ends
  const graph = (at: number, more = '') => `${consoleUrl}/api/v1/graph?at=${at}${more}`

  // The first requests compile code on both sides.
  for (let index = 0; index < 3; index++) await timedRequest(graph(next()))
  await admin.resetQueries()
  await timedRequest(graph(next(), '&namespaces=team-01'))
  const queriesOfOneNamespace = (await admin.queries()).count
  await admin.resetQueries()
  const { bytes } = await timedRequest(graph(next()))
  const queries = instantQueries((await admin.queries()).queries)
  const reply = (await (await fetch(graph(next()))).json()) as { data: { edges: unknown[] } }

  const times = { console: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const at = next()
    const ways = [
      async () => times.console.push((await timedRequest(graph(at))).milliseconds),
      async () => times.bare.push(await askBare(testbed.prometheusUrl, queries, at)),
    ]
    // Neither may always find the caches that the other has warmed.
    for (const way of round % 2 === 0 ? ways : ways.reverse()) await way()
    say(
      `  round ${round + 1} of ${rounds}: ${times.console.at(-1)?.toFixed(0)} ms, bare ${times.bare.at(-1)?.toFixed(0)} ms`,
    )
  }
  const [console, bare] = [spreadOf(times.console), spreadOf(times.bare)]
  return {
    services,
    namespaces,
    series: await countOf(testbed.direct.prometheusUrl, 'count(istio_requests_total)'),
    edges: reply.data.edges.length,
    queries: queries.length,
    queriesOfOneNamespace,
    console,
    bare,
    ratio: spreadOf(times.console.map((time, index) => time / (times.bare[index] ?? Number.NaN))),
    surplusMs: console.median - bare.median,
    gzippedBytes: bytes,
  }
}

/** `/api/v1/graph` of a whole generated mesh, beside the same PromQL asked bare, taken in turns. */
export async function measureGraph(size: Size, options: BenchOptions): Promise<GraphFigures> {
  options.say(`A mesh of ${size.services} services in ${size.namespaces} namespaces`)
  const testbed = await startTestbedProcess({
    tools: { prometheus: options.prometheus },
    tell: options.say,
    // Twenty minutes at 5 s; hardly anything is scraped while the clock runs.
    size: [
      ...['--services', String(size.services), '--namespaces', String(size.namespaces)],
      ...['--history-hours', '0.34', '--history-step', '5', '--scrape-interval', '30'],
    ],
  })
  try {
    const server = await startReadyConsole(environmentOf(testbed))
    try {
      return await measure(testbed, server.url, size, options)
    } finally {
      await server.stop()
    }
  } finally {
    await testbed.stop()
  }
}
