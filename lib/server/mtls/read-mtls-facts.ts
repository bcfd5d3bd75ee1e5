import 'server-only'
import type { Warning } from '../../api/envelope'
import { type CandidateFinder, candidateFinder } from '../../domain/mtls/candidates'
import { defaultMeshConfig } from '../../domain/mtls/mesh'
import { type MtlsRules, mtlsRules } from '../../domain/mtls/rules'
import type { MtlsFacts, UnreadKind } from '../../domain/mtls/surroundings'
import { qualifiedName } from '../../domain/workload'
import type { KindName } from '../../kubernetes/kinds'
import { toMeshConfigs } from '../../kubernetes/mesh-configs'
import {
  toClientRule,
  toEntryServices,
  toIdleCallers,
  toMtlsService,
} from '../../kubernetes/mtls-objects'
import { toPodGroups } from '../../kubernetes/pod-groups'
import { type WatchCache, watchCache } from '../../kubernetes/watch-cache'
import { kubernetesWarnings } from '../kubernetes-warnings'
import { firstAnswers } from '../read-mesh-facts'
import { configWarnings } from './config-warnings'

export type MtlsFactsReading = {
  facts: MtlsFacts
  rules: MtlsRules
  candidatesOf: CandidateFinder
  warnings: Warning[]
}

const factKinds = [
  'namespaces',
  'pods',
  'services',
  'deployments',
  'destinationRules',
  'peerAuthentications',
  'authorizationPolicies',
  'sidecars',
  'serviceEntries',
  'istioGateways',
  'configMaps',
  'jobs',
  'cronJobs',
  'networkPolicies',
] as const satisfies KindName[]

const unreadKinds: readonly UnreadKind[] = [
  'peerAuthentications',
  'destinationRules',
  'sidecars',
  'services',
  'pods',
  'configMaps',
  'istioGateways',
]

/** Everything that the rules of mutual TLS are asked of, from the watch cache. */
export const readMtlsFacts = ({ signal }: { signal: AbortSignal }): Promise<MtlsFactsReading> =>
  readMtlsFactsOf(watchCache(), signal)

export async function readMtlsFactsOf(
  cache: WatchCache,
  signal: AbortSignal,
): Promise<MtlsFactsReading> {
  await firstAnswers(cache, signal)
  const known = currentFacts(cache)
  // How well each kind is read changes without any object changing.
  return { ...known, warnings: [...kubernetesWarnings(cache, factKinds), ...known.warnings] }
}

const remembered = new WeakMap<WatchCache, { version: number; known: MtlsFactsReading }>()

/** Worked out once for every change of the cluster, not for every request. */
function currentFacts(cache: WatchCache): MtlsFactsReading {
  const version = cache.version()
  const last = remembered.get(cache)
  if (last?.version === version) return last.known
  const facts = toMtlsFacts(cache)
  const known = {
    facts,
    rules: mtlsRules(facts),
    candidatesOf: candidateFinder(facts),
    warnings: configWarnings(facts, [...cache.read('configMaps').objects.values()]),
  }
  remembered.set(cache, { version, known })
  return known
}

export function toMtlsFacts({ read }: Pick<WatchCache, 'read'>): MtlsFacts {
  const all = <Name extends KindName>(name: Name) => [...read(name).objects.values()]
  const namespaces = all('namespaces')
  const services = all('services')
  const configMaps = all('configMaps')
  return {
    configs: toMeshConfigs(configMaps, services),
    peerAuthentications: all('peerAuthentications'),
    destinationRules: all('destinationRules').map(toClientRule),
    sidecars: all('sidecars'),
    // A host that is both is the Service's: it comes last, and so wins.
    services: [
      ...all('serviceEntries').flatMap(toEntryServices),
      ...services.map((one) => toMtlsService(one, defaultMeshConfig.domain)),
    ],
    pods: toPodGroups({ namespaces, pods: all('pods'), deployments: all('deployments') }),
    gateways: all('istioGateways'),
    namespaces,
    idleCallers: toIdleCallers(all('jobs'), all('cronJobs'), namespaces),
    configMapHosts: new Map(configMaps.map((one) => [qualifiedName(one), one.hosts])),
    ingressPolicies: all('networkPolicies').filter(({ limitsIngress }) => limitsIngress),
    identityPolicies: all('authorizationPolicies'),
    exposedServices: new Map(
      services.flatMap((one) => (one.exposed ? [[qualifiedName(one), one.exposed]] : [])),
    ),
    unread: new Set(unreadKinds.filter((kind) => !read(kind).known)),
  }
}
