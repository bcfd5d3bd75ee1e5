import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { forgetKubeConfig } from '../../lib/kubernetes/kube-config'
import { runningWatchCache, watchCache } from '../../lib/kubernetes/watch-cache'
import { startCluster } from '../testbed/cluster/cluster'
import { type KubernetesClient, kubernetesClient } from '../testbed/kubernetes/client'
import { startEmbeddedKubernetes } from '../testbed/kubernetes/server'
import type { Series } from '../testbed/mesh/export/snapshot'
import { type Mesh, type MeshOptions, startMesh } from '../testbed/mesh/mesh'
import type { WrittenSeries } from '../testbed/prometheus/write-request'
import type { Scenario } from '../testbed/scenarios/load'
import { stopStack } from '../testbed/stop-stack'
import { startLonePrometheus } from './lone-prometheus'

export type Scraping = {
  everySeconds: number
  /** So long, from the moment that the last scrape was made. */
  forSeconds: number
  /** Scrapes (by their number in this time) that find nobody; or not this proxy. */
  isLost?: (scrape: number, labels: Series['labels']) => boolean
}

/** A mesh in a past that is lived through as fast as it can be, with what was scraped of it. */
export type PastBed = {
  mesh: Mesh
  admin: KubernetesClient
  /** What the product's own `readEnv` is to say. */
  env: { prometheusUrl: string; kubeconfig: string }
  /** The text of a kubeconfig: of who has this token, or of the admin. */
  kubeconfigOf(token?: string): string
  /** Lives on and is scraped; answers the moments of the scrapes, epoch ms. */
  live(scraping: Scraping): Promise<number[]>
  /** Until mesh and console know of everything that the admin has written. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export type PastBedOptions = {
  scenario: Scenario
  metrics?: MeshOptions['metrics']
  /** So long ago does it begin. */
  hoursAgo: number
}

/** A scrape is never at a whole five seconds: no window begins or ends with one. */
const offsetMs = 2_000

export async function startPastBed({
  scenario,
  metrics = 'all',
  hoursAgo,
}: PastBedOptions): Promise<PastBed> {
  const stops = stopStack()
  const api = await stops.keep(startEmbeddedKubernetes())
  const access = { url: api.url, caPem: api.caPem, token: api.adminToken }
  const admin = kubernetesClient(access)
  stops.push(() => admin.close())
  await admin.apply(scenario.manifests)
  const cluster = await stops.keep(startCluster({ kubernetes: access }))
  const startAt = Math.floor(Date.now() / 60_000) * 60_000 - hoursAgo * 3_600_000 + offsetMs
  const { traffic } = scenario
  const store = await stops.keep(startLonePrometheus())
  const mesh = await stops.keep(
    startMesh({ kubernetes: access, traffic, seed: 1, startAt, metrics }),
  )
  const folder = mkdtempSync(path.join(tmpdir(), 'binnacle-past-bed-'))
  const kubeconfig = path.join(folder, 'config')
  writeFileSync(kubeconfig, api.kubeconfig())
  forgetKubeConfig()
  stops.push(async () => {
    runningWatchCache()?.close()
    rmSync(folder, { recursive: true })
  })

  let now = startAt
  return {
    mesh,
    admin,
    env: { prometheusUrl: store.url, kubeconfig },
    kubeconfigOf: api.kubeconfig,
    async live({ everySeconds, forSeconds, isLost = () => false }) {
      const times = Array.from(
        { length: Math.floor(forSeconds / everySeconds) },
        (_, scrape) => now + (scrape + 1) * everySeconds * 1000,
      )
      now = times.at(-1) ?? now
      await store.write(scrape(mesh, times, isLost))
      return times
    },
    async settle() {
      await Promise.all([cluster.settled(), watchCache().settled])
    },
    stop: stops.stopAll,
  }
}

type Written = { labels: WrittenSeries['labels']; times: number[]; values: number[] }

/** Each series with the scrapes that found it: one that was reset is absent until it counts again. */
export function scrape(
  mesh: Pick<Mesh, 'advanceTo' | 'snapshot'>,
  times: readonly number[],
  isLost: NonNullable<Scraping['isLost']>,
): Iterable<WrittenSeries> {
  const seen = new Map<Series, Written>()
  times.forEach((at, number) => {
    mesh.advanceTo(at)
    for (const series of mesh.snapshot()) {
      if (isLost(number, series.labels)) continue
      const known = seen.get(series) ?? {
        labels: { ...series.labels, __name__: series.name },
        times: [],
        values: [],
      }
      seen.set(series, known)
      known.times.push(at)
      known.values.push(series.value)
    }
  })
  return seen.values()
}
