import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Warning } from '../api/envelope'
import type { ServiceName } from '../domain/host'
import type { CircuitBreakerFacts, MeshFacts, RouteFacts } from '../domain/service-graph/mesh-facts'
import { mirrorTargets } from '../domain/service-graph/mirrored'
import type { DestinationRule } from '../kubernetes/destination-rule'
import type { VirtualService } from '../kubernetes/virtual-service'
import { runningWatchCache, type WatchCache, watchCache } from '../kubernetes/watch-cache'
import { toWorkloads } from '../kubernetes/workloads'
import { kubernetesWarnings } from './kubernetes-warnings'

export type MeshFactsReading = { facts: MeshFacts; warnings: Warning[] }

/** After the start a picture may wait this long for Kubernetes; then it is drawn without. */
const patience = 1_000

const factKinds = [
  'namespaces',
  'pods',
  'services',
  'deployments',
  'virtualServices',
  'destinationRules',
  'serviceEntries',
] as const

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

/**
 * Services that routes mirror requests to, as far as is known at this moment: nobody waits for it,
 * as the question to Prometheus is on its way before Kubernetes has told.
 */
export function knownMirrors(): ServiceName[] {
  const cache = runningWatchCache()
  return cache ? mirrorTargets(currentFacts(cache)) : []
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

/** How many workloads these namespaces have (none are all), as far as is known at this moment. */
export function knownWorkloads(namespaces: readonly string[]): number {
  const cache = runningWatchCache()
  if (!cache) return 0
  const { workloads } = currentFacts(cache)
  if (namespaces.length === 0) return workloads.length
  return workloads.filter(({ namespace }) => namespaces.includes(namespace)).length
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
  const [namespaces, pods, services, deployments] = [
    read('namespaces'),
    read('pods'),
    read('services'),
    read('deployments'),
  ] as const
  const config = {
    virtualServices: read('virtualServices'),
    destinationRules: read('destinationRules'),
    serviceEntries: read('serviceEntries'),
  }
  const kinds = [namespaces, pods, services, deployments, ...Object.values(config)]
  return {
    namespaces: [...namespaces.objects.values()].map(({ name }) => name),
    workloads: toWorkloads({
      namespaces: namespaces.objects.values(),
      pods: pods.objects.values(),
      deployments: deployments.objects.values(),
    }),
    services: [...services.objects.values()],
    routes: [...config.virtualServices.objects.values()].flatMap(toRoutes),
    circuitBreakers: [...config.destinationRules.objects.values()].flatMap(toCircuitBreakers),
    serviceEntries: [...config.serviceEntries.objects.values()],
    complete: kinds.every(({ known }) => known),
  }
}

const toRoutes = ({ namespace, name, hosts, http }: VirtualService): RouteFacts[] =>
  http.map(({ destinations, effects }) => ({
    ...{ namespace, name, hosts, destinations },
    ...(effects && { effects }),
  }))

/** Those of the host and of its subsets, as one. */
function toCircuitBreakers({
  namespace,
  name,
  host,
  trafficPolicy,
  subsets,
}: DestinationRule): CircuitBreakerFacts[] {
  const policies = [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)]
  const limits = [
    ...new Set(
      policies.flatMap((policy) =>
        policy
          ? [...(policy.limits ?? []), ...policy.ports.flatMap((port) => port.limits ?? [])]
          : [],
      ),
    ),
  ]
  return limits.length > 0 ? [{ namespace, name, host, limits }] : []
}
