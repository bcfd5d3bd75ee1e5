import { adminOf } from '../support/admin'
import { environmentOf, startReadyConsole } from '../support/console'
import { startTestbedProcess, type TestbedAddresses } from '../tools/testbed-process.mjs'
import { timedRequest } from './timed-request'

export type BenchOptions = {
  prometheus: string
  chromium: string
  rounds: number
  say: (line: string) => void
}

/** A mesh, the console over it, and moments that no measurement has used yet. */
export type BenchWorld = BenchOptions & {
  testbed: TestbedAddresses
  consoleUrl: string
  /** The console shares answers of one moment, so each measurement asks for another. */
  next: () => number
}

/** Starts both with the flags of e2e/testbed/main.ts, and stops them whatever comes of it. */
export async function inBenchWorld<Figures>(
  size: readonly string[],
  options: BenchOptions,
  measure: (world: BenchWorld) => Promise<Figures>,
): Promise<Figures> {
  const tools = { prometheus: options.prometheus }
  const testbed = await startTestbedProcess({ tools, tell: options.say, size })
  try {
    const server = await startReadyConsole(environmentOf(testbed))
    const moment = moments(Date.now() - 10_000)
    const next = () => moment.next().value as number // the generator never ends
    try {
      return await measure({ ...options, testbed, consoleUrl: server.url, next })
    } finally {
      await server.stop()
    }
  } finally {
    await testbed.stop()
  }
}

/**
 * What is asked of the past needs no present: a big mesh under traffic takes most of the machine, and
 * follows each change of an object through all of its calls.
 */
export const stopTraffic = ({ testbed }: Pick<BenchWorld, 'testbed'>) =>
  adminOf(testbed.adminUrl).traffic(0)

function* moments(newest: number): Generator<number> {
  for (let at = Math.floor(newest / 5000) * 5000; ; at -= 5000) yield at
}

/** The same questions without the console, side by side as it asks them. */
export async function askBare(prometheusUrl: string, queries: readonly string[], at: number) {
  const startedAt = performance.now()
  await Promise.all(
    queries.map((query) =>
      timedRequest(`${prometheusUrl}/api/v1/query`, { query, time: String(at / 1000) }),
    ),
  )
  return performance.now() - startedAt
}

/** The one number that a question comes to. */
export async function countOf(prometheusUrl: string, vector: string): Promise<number> {
  const response = await fetch(
    `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query: vector })}`,
  )
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1])
}

export const instantQueries = (log: { path: string; query: string | null }[]) =>
  log.flatMap(({ path, query }) => (path === '/api/v1/query' && query ? [query] : []))
