import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Warning } from '../api/envelope'
import type { MeshFacts, RouteFacts } from '../domain/service-graph/mesh-facts'
import type { VirtualService } from '../kubernetes/virtual-service'
import { type WatchCache, watchCache } from '../kubernetes/watch-cache'
import { toWorkloads } from '../kubernetes/workloads'
import { kubernetesWarnings } from './kubernetes-warnings'

export type MeshFactsReading = { facts: MeshFacts; warnings: Warning[] }

/** After the start a picture may wait this long for Kubernetes; then it is drawn without. */
const patience = 1_000

const factKinds = ['namespaces', 'pods', 'services', 'deployments', 'virtualServices'] as const

/** What Kubernetes says is there now, from the watch cache: partial truth, with its warnings. */
export const readMeshFacts = ({ signal }: { signal: AbortSignal }): Promise<MeshFactsReading> =>
  readMeshFactsOf(watchCache(), signal)

export async function readMeshFactsOf(
  cache: WatchCache,
  signal: AbortSignal,
): Promise<MeshFactsReading> {
  await firstAnswers(cache, signal)
  return { facts: currentFacts(cache), warnings: kubernetesWarnings(cache, factKinds) }
}

/** Waits for the cache's first answers, but only so long after the start. */
export async function firstAnswers({ startedAt, settled }: WatchCache, signal: AbortSignal) {
  const ms = startedAt + patience - Date.now()
  if (ms <= 0) return
  const timer = new AbortController()
  try {
    const either = AbortSignal.any([signal, timer.signal])
    await Promise.race([settled, sleep(ms, undefined, { signal: either })])
  } finally {
    timer.abort()
  }
}

const remembered = new WeakMap<WatchCache, { version: number; facts: MeshFacts }>()

/** Worked out once for every change of the cluster, not for every request. */
function currentFacts(cache: WatchCache): MeshFacts {
  const version = cache.version()
  const last = remembered.get(cache)
  if (last?.version === version) return last.facts
  const facts = toMeshFacts(cache)
  remembered.set(cache, { version, facts })
  return facts
}

function toMeshFacts({ read }: WatchCache): MeshFacts {
  const [namespaces, pods, services, deployments, virtualServices] = [
    read('namespaces'),
    read('pods'),
    read('services'),
    read('deployments'),
    read('virtualServices'),
  ] as const
  const kinds = [namespaces, pods, services, deployments, virtualServices]
  return {
    workloads: toWorkloads({
      namespaces: namespaces.objects.values(),
      pods: pods.objects.values(),
      deployments: deployments.objects.values(),
    }),
    services: [...services.objects.values()],
    routes: [...virtualServices.objects.values()].flatMap(toRoutes),
    complete: kinds.every(({ known }) => known),
  }
}

const toRoutes = ({ namespace, name, hosts, http }: VirtualService): RouteFacts[] =>
  http.map(({ destinations }) => ({ namespace, name, hosts, destinations }))
