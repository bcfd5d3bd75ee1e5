import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-port'
import { type GuardedProcess, startGuarded } from '../guarded-process'
import { configurationOf, type Scraping } from './configuration'

export type PrometheusOptions = {
  /** A Prometheus of 2.39 or newer. */
  binary: string
  /** Answers http_sd's list of targets. */
  targetsUrl: string
  scrapeIntervalSeconds?: number
}

export type Prometheus = {
  url: string
  /** Resolves when the server ends, by `stop` or by itself. */
  ended: Promise<void>
  /** The end of its log. */
  words(): string
  /** Takes effect at once; what has been scraped stays. */
  scrape(scraping: Scraping): Promise<void>
  /** Deletes every sample from `since` (epoch ms) on. */
  forget(since: number): Promise<void>
  stop(): Promise<void>
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

function start(binary: string, folder: string, port: number): GuardedProcess {
  return startGuarded(binary, [
    `--config.file=${path.join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    '--web.enable-lifecycle',
    '--web.enable-admin-api',
    '--storage.tsdb.retention.time=30d',
    '--log.level=warn',
  ])
}

/** Somebody may take the free port before Prometheus does: then with another. */
async function startOnFreePort(binary: string, folder: string, tries = 3) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = start(binary, folder, port)
  if (await untilReady(server, url)) return { server, url }
  await server.stop()
  if (tries > 1 && server.words().includes('address already in use')) {
    return startOnFreePort(binary, folder, tries - 1)
  }
  throw new Error(`Prometheus did not start.\n${server.words()}`.trimEnd())
}

type ActiveTargets = { data: { activeTargets: unknown[] } }

async function areTargetsFound(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/targets?state=active`)
  const { data } = (await response.json()) as ActiveTargets
  return data.activeTargets.length > 0
}

/** From reading a list of targets it takes Prometheus up to ten seconds; from then on it scrapes. */
export async function untilTargetsAreFound(url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await areTargetsFound(url))) {
    if (Date.now() > deadline) throw new Error('Prometheus found no target to scrape.')
    await pause(100)
  }
}

/** Reloading, and deleting what was scraped: requests without a body, answers without a word. */
async function tellServer(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST' })
  const words = await response.text()
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${words}`)
}

function forget(url: string, since: number): Promise<void> {
  const search = new URLSearchParams({ 'match[]': '{__name__=~".+"}', start: String(since / 1000) })
  return tellServer(`${url}/api/v1/admin/tsdb/delete_series?${search}`)
}

/** A real server with a data folder that lives as long as it does. */
export async function startPrometheus({
  binary,
  targetsUrl,
  scrapeIntervalSeconds = 2,
}: PrometheusOptions): Promise<Prometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-prometheus-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  const configure = (scraping: Scraping) =>
    writeFile(path.join(folder, 'prometheus.yml'), configurationOf(targetsUrl, scraping))
  try {
    await configure({ intervalSeconds: scrapeIntervalSeconds, isTwice: false })
    const { server, url } = await startOnFreePort(binary, folder)
    return {
      url,
      ended: server.ended,
      words: server.words,
      async scrape(scraping) {
        await configure(scraping)
        await tellServer(`${url}/-/reload`)
      },
      forget: (since) => forget(url, since),
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
