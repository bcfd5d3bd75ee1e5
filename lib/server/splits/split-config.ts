import 'server-only'
import type { Warning } from '../../api/envelope'
import { rememberFor } from '../../domain/remember'
import type { Shows } from '../../domain/shown'
import type { SplitFacts } from '../../domain/traffic-split/split-facts'
import { type SplitConfig, splitConfig } from '../../domain/traffic-split/world'
import { showsTo } from '../../identity/shows'
import type { Viewer } from '../../identity/viewer'
import type { KindName, ObjectOf } from '../../kubernetes/kinds'
import { toMeshConfigs } from '../../kubernetes/mesh-configs'
import { type WatchCache, watchCache } from '../../kubernetes/watch-cache'
import { toWorkloads } from '../../kubernetes/workloads'
import { kubernetesWarnings } from '../kubernetes-warnings'
import { firstAnswers } from '../read-mesh-facts'

const splitKinds = [
  'namespaces',
  'pods',
  'services',
  'deployments',
  'virtualServices',
  'destinationRules',
  'istioGateways',
  'httpRoutes',
  'grpcRoutes',
  'kubernetesGateways',
  'referenceGrants',
  'rollouts',
  'canaries',
  'argoApplications',
  'configMaps',
] as const satisfies readonly KindName[]

export type SplitConfigReading = { config: SplitConfig; warnings: Warning[] }

/** What Kubernetes says of routes now, as far as the viewer may see it. */
export async function readSplitConfig(
  viewer: Pick<Viewer, 'sees' | 'readable'>,
  signal: AbortSignal,
  cache: WatchCache = watchCache(),
): Promise<SplitConfigReading> {
  await firstAnswers(cache, signal)
  return {
    config: currentConfig(cache, showsTo(viewer)),
    warnings: kubernetesWarnings(cache, splitKinds),
  }
}

type Remembered = { version: number; config: SplitConfig }
const rememberedFor = rememberFor((_: WatchCache) => new WeakMap<Shows, Remembered>())

/** Worked out once for every change of the cluster and all who may see the same, not for every request. */
function currentConfig(cache: WatchCache, shows: Shows): SplitConfig {
  const version = cache.version()
  const remembered = rememberedFor(cache)
  const last = remembered.get(shows)
  if (last?.version === version) return last.config
  const config = splitConfig(toFacts(cache, shows))
  remembered.set(shows, { version, config })
  return config
}

function toFacts({ read }: WatchCache, shows: Shows): SplitFacts {
  const objects = <Name extends KindName>(name: Name): ObjectOf<Name>[] =>
    [...read(name).objects.values()].filter(({ namespace }) => shows(namespace))
  return {
    workloads: toWorkloads({
      namespaces: read('namespaces').objects.values(),
      pods: objects('pods'),
      deployments: objects('deployments'),
    }),
    services: objects('services'),
    namespaceLabels: new Map(
      [...read('namespaces').objects.values()].map(({ name, labels }) => [name, labels]),
    ),
    virtualServices: objects('virtualServices'),
    destinationRules: objects('destinationRules'),
    istioGateways: objects('istioGateways'),
    httpRoutes: objects('httpRoutes'),
    grpcRoutes: objects('grpcRoutes'),
    kubernetesGateways: objects('kubernetesGateways'),
    referenceGrants: objects('referenceGrants'),
    rollouts: objects('rollouts'),
    canaries: objects('canaries'),
    argoApplications: objects('argoApplications'),
    // A control plane's words hold for everybody, whoever may see its namespace.
    meshConfigs: toMeshConfigs(
      [...read('configMaps').objects.values()],
      [...read('services').objects.values()],
    ),
    shows,
    known: {
      services: read('services').known,
      workloads: read('pods').known,
      destinationRules: read('destinationRules').known,
      referenceGrants: read('referenceGrants').known,
    },
  }
}
