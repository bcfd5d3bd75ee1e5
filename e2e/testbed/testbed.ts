import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { actorSlot } from './actors/actor'
import { type ReconcilerPlan, startReconciler } from './actors/reconciler'
import { type StatusWriterPlan, startStatusWriter } from './actors/status-writer'
import { startAdmin } from './admin/admin'
import { switchesFor } from './admin/switches'
import { startCluster } from './cluster/cluster'
import type { KubernetesApi } from './kubernetes/api'
import { kubernetesClient } from './kubernetes/client'
import type { KubernetesAccess } from './kubernetes/client/connection'
import { kubeconfigYaml } from './kubernetes/kubeconfig'
import { type RealKubernetesOptions, startRealKubernetes } from './kubernetes/real/server'
import { startEmbeddedKubernetes } from './kubernetes/server'
import { type Mesh, type MeshOptions, startMesh } from './mesh/mesh'
import { catchUp, type HistoryPlan, historyTimes, writeHistory } from './prometheus/history'
import { startPrometheus } from './prometheus/prometheus'
import { type StoreOptions, untilTargetsAreFound } from './prometheus/store'
import { startVictoriaMetrics } from './prometheus/victoria-metrics'
import { loadScenario, type Scenario } from './scenarios/load'
import { type StopStack, stopStack } from './stop-stack'
import { startKubernetesProxy } from './weather/kubernetes-weather'
import { startPrometheusProxy } from './weather/prometheus-weather'
import { startScrapeGate } from './weather/scrape-gate'
import { scrapesThrough } from './weather/scrape-weather'

export type TestbedOptions = {
  /** Its own, in this process, or the real programs. */
  kubernetes?: 'embedded' | RealKubernetesOptions
  /** The name of a folder, or a scenario made elsewhere. */
  scenario?: string | Scenario
  prometheusBinary?: string
  /** With it the mesh is scraped by VictoriaMetrics, not by Prometheus. */
  victoriaMetricsBinary?: string
  seed?: number
  history?: HistoryPlan
  metrics?: MeshOptions['metrics']
  scrapeIntervalSeconds?: number
}

export type Testbed = {
  /** For the console: both lead through the weather. */
  kubeconfigPath: string
  kubeconfig: string
  prometheusUrl: string
  adminUrl: string
  /** For tests: nothing in between. */
  direct: { prometheusUrl: string; kubernetesUrl: string; caPem: string; adminToken: string }
  /** Resolves when a part that the rest cannot do without has ended, with its last words. */
  broken: Promise<string>
  stop(): Promise<void>
}

export type Progress = (sentence: string) => void

async function startKubernetes(
  { manifests }: Scenario,
  wanted: NonNullable<TestbedOptions['kubernetes']>,
  { stops, tell }: { stops: StopStack; tell: Progress },
) {
  tell(`Starting ${wanted === 'embedded' ? 'an embedded' : 'a real'} Kubernetes API`)
  const kubernetes: KubernetesApi = await stops.keep(
    wanted === 'embedded' ? startEmbeddedKubernetes() : startRealKubernetes(wanted),
  )
  const { url, caPem, adminToken: token, inside } = kubernetes
  const access = { url, caPem, token, inside }
  const client = kubernetesClient(access)
  tell(`Creating ${manifests.length} objects`)
  await client.apply(manifests)
  await client.close()
  tell('Starting the workloads')
  await stops.keep(startCluster({ kubernetes: access }))
  return { kubernetes, access }
}

function startStore(
  { prometheusBinary: binary = 'prometheus', victoriaMetricsBinary }: TestbedOptions,
  scraping: Omit<StoreOptions, 'binary'>,
) {
  if (victoriaMetricsBinary === undefined) return startPrometheus({ ...scraping, binary })
  return startVictoriaMetrics({ ...scraping, binary: victoriaMetricsBinary })
}

/** The mesh lives through its past before Prometheus gets to see the present. */
async function startObservedMesh(
  startPast: (startAt: number) => Promise<Mesh>,
  options: TestbedOptions,
  { stops, tell }: { stops: StopStack; tell: Progress },
) {
  const { scrapeIntervalSeconds = 2, history } = options
  const now = Date.now()
  const times = historyTimes(now, { recentStepSeconds: scrapeIntervalSeconds, ...history })
  const mesh = await stops.keep(startPast(times[0] ?? now))
  const gate = await stops.keep(startScrapeGate(mesh.url))
  const { targetsUrl } = gate
  const prometheus = await stops.keep(startStore(options, { targetsUrl, scrapeIntervalSeconds }))
  await writeHistory(mesh, prometheus.url, times, tell)
  await untilTargetsAreFound(prometheus.url)
  await catchUp(mesh, prometheus.url, { since: now, stepMs: scrapeIntervalSeconds * 1000 })
  mesh.startClock()
  gate.open()
  const scrapes = scrapesThrough({ prometheus, gate, intervalSeconds: scrapeIntervalSeconds })
  return { mesh, prometheus, scrapes }
}

/** Nobody acts until the admin port asks for it. They reach the API server past every weather. */
function startActors(access: KubernetesAccess, stops: StopStack) {
  const client = kubernetesClient(access)
  const reconciler = actorSlot((plan: ReconcilerPlan) => startReconciler(client, plan))
  const statusWriter = actorSlot((plan: StatusWriterPlan) => startStatusWriter(client, plan))
  stops.push(() => client.close())
  stops.push(reconciler.stop)
  stops.push(statusWriter.stop)
  return { reconciler, statusWriter }
}

async function writeKubeconfig(kubeconfig: string, stops: StopStack): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-kubeconfig-'))
  stops.push(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'kubeconfig')
  // It holds a token, if only of a cluster in this process's memory.
  await writeFile(file, kubeconfig, { mode: 0o600 })
  return file
}

async function startParts(
  options: TestbedOptions,
  stops: StopStack,
  tell: Progress,
): Promise<Testbed> {
  const { scenario: wanted = 'bookinfo', seed = 1, metrics = 'all' } = options
  const { kubernetes: wantedKubernetes = 'embedded' } = options
  const scenario = typeof wanted === 'string' ? loadScenario(wanted) : wanted

  const { kubernetes, access } = await startKubernetes(scenario, wantedKubernetes, { stops, tell })

  tell('Letting the mesh live through its past')
  const { mesh, prometheus, scrapes } = await startObservedMesh(
    (startAt) =>
      startMesh({ kubernetes: access, traffic: scenario.traffic, seed, startAt, metrics }),
    options,
    { stops, tell },
  )

  const station = {
    prometheus: await stops.keep(startPrometheusProxy(prometheus.url)),
    scrapes,
    kubernetes: await stops.keep(startKubernetesProxy(access)),
    ...startActors(access, stops),
  }
  const admin = await stops.keep(
    startAdmin({ station, mesh, switches: switchesFor(scenario.manifests) }),
  )

  const { url, caPem } = station.kubernetes
  const kubeconfig = kubeconfigYaml(url, caPem, kubernetes.adminToken)
  return {
    kubeconfigPath: await writeKubeconfig(kubeconfig, stops),
    kubeconfig,
    prometheusUrl: station.prometheus.url,
    adminUrl: admin.url,
    direct: {
      prometheusUrl: prometheus.url,
      kubernetesUrl: kubernetes.url,
      caPem: kubernetes.caPem,
      adminToken: kubernetes.adminToken,
    },
    broken: Promise.race([
      kubernetes.broken,
      prometheus.ended.then(() => `Prometheus has ended.\n${prometheus.words()}`),
    ]),
    stop: stops.stopAll,
  }
}

/**
 * The world that the console watches. Whatever was started is stopped again when a part fails or
 * the signal ends it in the middle.
 */
export async function startTestbed(
  options: TestbedOptions = {},
  { tell = () => {}, signal }: { tell?: Progress; signal?: AbortSignal } = {},
): Promise<Testbed> {
  const stops = stopStack()
  const stopNow = () => {
    // A failure to stop comes out of the last `stopAll`, below.
    stops.stopAll().catch(() => {})
  }
  signal?.addEventListener('abort', stopNow)
  try {
    const testbed = await startParts(options, stops, tell)
    signal?.throwIfAborted()
    return testbed
  } catch (error) {
    await stops.stopAll()
    throw error
  } finally {
    signal?.removeEventListener('abort', stopNow)
  }
}
