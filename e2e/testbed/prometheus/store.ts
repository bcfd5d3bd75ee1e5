import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-port'
import { type GuardedProcess, startGuarded } from '../guarded-process'
import { configurationOf, type Scraping } from './configuration'
import { remoteWrite } from './remote-write'
import type { WrittenSeries } from './write-request'

export type StoreOptions = {
  binary: string
  /** Answers http_sd's list of targets. */
  targetsUrl: string
  scrapeIntervalSeconds?: number
}

/** What scrapes the mesh and answers Prometheus' HTTP API. */
export type Store = {
  url: string
  /** Resolves when the server ends, by `stop` or by itself. */
  ended: Promise<void>
  /** The end of its log. */
  words(): string
  /** Takes effect at once; what has been scraped stays. */
  scrape(scraping: Scraping): Promise<void>
  /** Samples of the past; the next question knows them. */
  write(series: Iterable<WrittenSeries>): Promise<void>
  /** Deletes every sample from `since` (epoch ms) on, of all series or of those that a selector names. */
  forget(since: number, series?: string): Promise<void>
  stop(): Promise<void>
}

/** What is different from one store to another. */
export type StoreProgram = {
  title: string
  argumentsFor(files: { configuration: string; data: string; address: string }): string[]
  /** Where what was written is not to be seen at once: until it is. */
  settle?(url: string): Promise<void>
  forget(url: string, since: number, series: string): Promise<void>
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    // It does not listen yet; the caller asks again until its deadline.
    return false
  }
}

async function untilReady(server: GuardedProcess, url: string, deadlineMs = 30_000) {
  const deadline = Date.now() + deadlineMs
  while (!server.hasEnded() && Date.now() < deadline) {
    if (await isReady(url)) return true
    await pause(20)
  }
  return false
}

const configurationIn = (folder: string) => path.join(folder, 'prometheus.yml')

/** Somebody may take the free port before the store does: then with another. */
async function startOnFreePort(
  program: StoreProgram,
  binary: string,
  folder: string,
  tries = 3,
): Promise<{ server: GuardedProcess; url: string }> {
  const address = `127.0.0.1:${await freePort()}`
  const url = `http://${address}`
  const files = { configuration: configurationIn(folder), data: path.join(folder, 'data') }
  const server = startGuarded(binary, program.argumentsFor({ ...files, address }))
  if (await untilReady(server, url)) return { server, url }
  await server.stop()
  if (tries > 1 && server.words().includes('address already in use')) {
    return startOnFreePort(program, binary, folder, tries - 1)
  }
  throw new Error(`${program.title} did not start.\n${server.words()}`.trimEnd())
}

type ActiveTargets = { data: { activeTargets: unknown[] } }

async function areTargetsFound(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/targets?state=active`)
  // Our own server: its answers are taken at their word.
  const { data } = (await response.json()) as ActiveTargets
  return data.activeTargets.length > 0
}

/** From reading a list of targets it takes a store up to ten seconds; from then on it scrapes. */
export async function untilTargetsAreFound(url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await areTargetsFound(url))) {
    if (Date.now() > deadline) throw new Error('The store found no target to scrape.')
    await pause(100)
  }
}

/** Reloading, and deleting what was scraped: requests without a body, answers without a word. */
export async function tellStore(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST' })
  const words = await response.text()
  if (!response.ok) throw new Error(`The store answered ${response.status}: ${words}`)
}

/** A real server with a data folder that lives as long as it does. */
export async function startStore(
  program: StoreProgram,
  { binary, targetsUrl, scrapeIntervalSeconds = 2 }: StoreOptions,
): Promise<Store> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-store-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  const configure = (scraping: Scraping) =>
    writeFile(configurationIn(folder), configurationOf(targetsUrl, scraping))
  try {
    await configure({ intervalSeconds: scrapeIntervalSeconds, isTwice: false })
    const { server, url } = await startOnFreePort(program, binary, folder)
    return {
      url,
      ended: server.ended,
      words: server.words,
      async scrape(scraping) {
        await configure(scraping)
        await tellStore(`${url}/-/reload`)
      },
      async write(series) {
        await remoteWrite(url, series)
        await program.settle?.(url)
      },
      forget: (since, series = '{__name__=~".+"}') => program.forget(url, since, series),
      async stop() {
        await server.stop()
        await removeFolder()
      },
    }
  } catch (error) {
    await removeFolder()
    throw error
  }
}
