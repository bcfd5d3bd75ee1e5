import 'server-only'
import type { Warning } from '../../api/envelope'
import type { SplitFacts } from '../../domain/traffic-split/split-facts'
import { type SplitConfig, splitConfig } from '../../domain/traffic-split/world'
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
  { sees }: Pick<Viewer, 'sees'>,
  signal: AbortSignal,
  cache: WatchCache = watchCache(),
): Promise<SplitConfigReading> {
  await firstAnswers(cache, signal)
  const visible = sees.kind === 'all' ? null : sees.names
  return { config: currentConfig(cache, visible), warnings: kubernetesWarnings(cache, splitKinds) }
}

type Remembered = { version: number; config: SplitConfig }
const remembered = new WeakMap<object, Remembered>()

/**
 * Worked out once for every change of the cluster and every set of namespaces, not for every
 * request. A set is one object as long as the decision behind it holds.
 */
function currentConfig(cache: WatchCache, visible: ReadonlySet<string> | null): SplitConfig {
  const version = cache.version()
  const last = remembered.get(visible ?? cache)
  if (last?.version === version) return last.config
  const config = splitConfig(toFacts(cache, visible))
  remembered.set(visible ?? cache, { version, config })
  return config
}

function toFacts({ read }: WatchCache, visible: ReadonlySet<string> | null): SplitFacts {
  const isVisible = (namespace: string) => visible?.has(namespace) ?? true
  const objects = <Name extends KindName>(name: Name): ObjectOf<Name>[] =>
    [...read(name).objects.values()].filter(({ namespace }) => isVisible(namespace))
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
    isVisible,
    known: {
      services: read('services').known,
      workloads: read('pods').known,
      destinationRules: read('destinationRules').known,
      referenceGrants: read('referenceGrants').known,
    },
  }
}
