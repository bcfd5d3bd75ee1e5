import { adminOf } from '../support/admin'
import type { KubernetesClient } from '../testbed/kubernetes/client'
import { bareClient, bareDryRun, timeOf } from './bare-api'
import {
  askBare,
  type BenchOptions,
  type BenchWorld,
  inBenchWorld,
  instantQueries,
  stopTraffic,
} from './bench-world'
import { measureClick } from './measure-click'
import { manyRoutes, pathOf, type SplitName, splitEverything } from './split-objects'
import { type Spread, spreadOf } from './statistics'
import { timedPost, timedRequest } from './timed-request'

export type SplitSize = { services: number; namespaces: number; routes: number }

/** One question: by the console, and the same without it. */
export type Compared = {
  what: string
  queries: number
  console: Spread
  bare: Spread
  ratio: Spread
  /** The same question of a moment that is known already; `null` where there is no such thing. */
  warm: Spread | null
}

export type SplitFigures = { virtualServices: number; gzippedBytes: number; compared: Compared[] }

type Bench = BenchWorld & { client: KubernetesClient; names: SplitName[] }
type Times = { console: number[]; bare: number[]; warm: number[] }

const noTimes = (): Times => ({ console: [], bare: [], warm: [] })

/** A quotient of a round, not of two medians: both sides had the same machine. */
const compared = (what: string, queries: number, { console, bare, warm }: Times): Compared => ({
  what,
  queries,
  console: spreadOf(console),
  bare: spreadOf(bare),
  ratio: spreadOf(console.map((time, at) => time / (bare[at] ?? Number.NaN))),
  warm: warm.length > 0 ? spreadOf(warm) : null,
})

const briefly = ({ what, console, bare, ratio }: Compared) =>
  `  ${what}: ${console.median.toFixed(0)} ms, bare ${bare.median.toFixed(0)} ms, ${ratio.median.toFixed(2)}`

/** Neither may always find the caches that the other has warmed. */
async function inTurns(round: number, ways: (() => Promise<unknown>)[]) {
  for (const way of round % 2 === 0 ? ways : ways.toReversed()) await way()
}

const listUrl = ({ consoleUrl }: Bench, at: number) => `${consoleUrl}/api/v1/splits?at=${at}`

async function measureList(bench: Bench) {
  const { testbed, rounds, next } = bench
  const admin = adminOf(testbed.adminUrl)
  for (let index = 0; index < 2; index++) await timedRequest(listUrl(bench, next()))
  await admin.resetQueries()
  const { bytes } = await timedRequest(listUrl(bench, next()))
  const queries = instantQueries((await admin.queries()).queries)
  const times = noTimes()
  for (let round = 0; round < rounds; round++) {
    const at = next()
    await inTurns(round, [
      async () => {
        times.console.push((await timedRequest(listUrl(bench, at))).milliseconds)
        times.warm.push((await timedRequest(listUrl(bench, at))).milliseconds)
      },
      async () => times.bare.push(await askBare(testbed.prometheusUrl, queries, at)),
    ])
  }
  return { list: compared('list', queries.length, times), gzippedBytes: bytes }
}

type Planned = { data: { patch: [] } }

/** A plan of the last route of an object, and what it asked of Prometheus. */
async function planOnce({ consoleUrl, client, testbed }: Bench, split: SplitName, route: number) {
  const { metadata } = await client.get(pathOf(split))
  const body = {
    uid: metadata.uid,
    generation: metadata.generation,
    changes: [{ route: `/spec/http/${route}`, weights: [50, 50] }],
  }
  const admin = adminOf(testbed.adminUrl)
  await admin.resetQueries()
  const url = `${consoleUrl}/api/v1/splits/${split.namespace}/VirtualService/${split.name}/plan`
  const { milliseconds, answer } = await timedPost(url, body)
  const queries = instantQueries((await admin.queries()).queries)
  return { milliseconds, patch: (answer as Planned).data.patch, queries }
}

/** What a plan asks is different for each object, so each round is another one. */
async function measurePlan(
  what: string,
  bench: Bench,
  splits: readonly SplitName[],
  route: number,
) {
  const { testbed, rounds, client } = bench
  const times = noTimes()
  let asked = 0
  for (let round = -2; round < rounds; round++) {
    const split = splits[(round + 2) % splits.length]
    if (!split) throw new Error('There is nothing to plan')
    const { milliseconds, patch, queries } = await planOnce(bench, split, route)
    const at = Date.now()
    const bare = await timeOf(() =>
      Promise.all([
        bareDryRun(client, pathOf(split), patch),
        askBare(testbed.prometheusUrl, queries, at),
      ]),
    )
    // The first compile code on both sides.
    if (round < 0) continue
    asked = Math.max(asked, queries.length)
    times.console.push(milliseconds)
    times.bare.push(bare)
  }
  return compared(what, asked, times)
}

async function measure({ routes }: SplitSize, world: BenchWorld): Promise<SplitFigures> {
  const { testbed, say } = world
  await stopTraffic(world)
  const client = await bareClient(testbed.kubeconfigPath)
  try {
    const names = await splitEverything(client)
    const bench = { ...world, client, names }
    await untilListed(bench)
    const { list, gzippedBytes } = await measureList(bench)
    say(briefly(list))
    const plan = await measurePlan('plan of one route', bench, names, 0)
    say(briefly(plan))
    const [first, ...others] = names
    if (!first) throw new Error('The mesh has no service')
    const click = await measureClick(bench, first)
    say(`  click ${click.applied.median.toFixed(0)} ms, bare ${click.bare.median.toFixed(0)} ms`)
    // As many objects as there are rounds: each question is then asked once.
    const big = others.slice(0, 5)
    for (const one of big) await manyRoutes(client, one, routes)
    await untilListed(bench)
    const bigPlan = await measurePlan(
      `plan in an object of ${routes} routes`,
      bench,
      big,
      routes - 1,
    )
    say(briefly(bigPlan))
    const written = { what: 'click to applied object', queries: 0, warm: null }
    return {
      virtualServices: names.length,
      gzippedBytes,
      compared: [
        list,
        plan,
        bigPlan,
        { ...written, console: click.applied, bare: click.bare, ratio: click.ratio },
        {
          ...written,
          what: 'click to new weights on screen',
          console: click.shown,
          bare: click.bare,
          ratio: click.shownRatio,
        },
      ],
    }
  } finally {
    await client.close()
  }
}

/** The console has heard of every object that was made. */
async function untilListed({ consoleUrl, names }: Bench): Promise<void> {
  for (;;) {
    const reply = await fetch(`${consoleUrl}/api/v1/splits`)
    // Our own server: its answer is taken at its word.
    const { data } = (await reply.json()) as { data: unknown[] }
    if (data.length >= names.length) return
  }
}

/** `/api/v1/splits`, plans and a write by click, each beside the same done without the console. */
export function measureSplits(size: SplitSize, options: BenchOptions): Promise<SplitFigures> {
  const { services, namespaces } = size
  options.say(`Splits of ${services} services in ${namespaces} namespaces`)
  const flags = [
    ...['--services', String(services), '--namespaces', String(namespaces)],
    ...['--history-hours', '0.6', '--history-step', '60', '--scrape-interval', '60'],
  ]
  return inBenchWorld(flags, options, (world) => measure(size, world))
}
