import 'server-only'
import {
  type ClientRule,
  defaultMeshConfig,
  type MeshConfig,
  type MtlsService,
  type PolicyFields,
  type TrafficPolicy,
} from '../domain/mtls/mesh'
import type { IdleCaller } from '../domain/mtls/surroundings'
import { protocolOf } from '../domain/service'
import type { ConfigMap } from './config-map'
import type { DestinationRule } from './destination-rule'
import { expectedDataPlaneMode } from './enrolment'
import type { CronJob, Job } from './jobs'
import type { WrittenMeshConfig } from './mesh-config'
import type { Namespace } from './namespace'
import type { Service } from './service'

/** From the objects as they are read to those that the rules of mutual TLS are asked of. */

export function toMtlsService(service: Service, domain: string): MtlsService {
  const { namespace, name, selector, ports } = service
  return {
    namespace,
    name,
    host: `${name}.${namespace}.svc.${domain}`,
    selector,
    ports: ports
      .filter(({ protocol }) => protocol === 'TCP')
      .map((port) => ({
        port: port.port,
        name: port.name || null,
        targetPort: port.targetPort,
        protocol: protocolOf(port),
      })),
    headless: service.kind === 'headless',
    external: service.kind === 'externalName',
    addresses: service.addresses,
    exportTo: service.exportTo,
  }
}

export function toClientRule(rule: DestinationRule): ClientRule {
  const { namespace, name, createdAt, host, exportTo, workloadSelector } = rule
  return {
    namespace,
    name,
    createdAt,
    host,
    exportTo,
    // No labels ask for nobody in particular: it is like having no selector.
    workloadSelector: Object.keys(workloadSelector).length > 0 ? workloadSelector : null,
    policy: toPolicy(rule.trafficPolicy),
    subsets: rule.subsets.map((subset) => ({
      name: subset.name,
      labels: subset.labels,
      policy: toPolicy(subset.trafficPolicy),
    })),
  }
}

type Settings = Pick<NonNullable<DestinationRule['trafficPolicy']>, 'tls' | 'passthrough'>

const toPolicy = (policy: DestinationRule['trafficPolicy']): TrafficPolicy | null =>
  policy && {
    ...toFields(policy),
    ports: policy.ports.map((entry) => ({ ...toFields(entry), port: entry.port })),
  }

/** A `tls` without a mode is DISABLE: the zero value. */
const toFields = ({ tls, passthrough }: Settings): PolicyFields => ({
  tls: tls && (tls.mode ?? 'DISABLE'),
  passthrough,
})

/** What a Job or CronJob would call with, when it runs. */
export function toIdleCallers(
  jobs: Iterable<Job>,
  cronJobs: Iterable<CronJob>,
  namespaces: Iterable<Namespace>,
): IdleCaller[] {
  const labelsOf = new Map([...namespaces].map(({ name, labels }) => [name, labels]))
  const idle = (one: Job | CronJob): Omit<IdleCaller, 'kind' | 'schedule'> => ({
    namespace: one.namespace,
    name: one.name,
    labels: one.podLabels,
    expected: one.hostNetwork
      ? 'none'
      : expectedDataPlaneMode(labelsOf.get(one.namespace) ?? {}, one.podLabels),
    mentions: one.mentions,
  })
  return [
    ...[...cronJobs].map((one) => ({
      ...idle(one),
      kind: 'cronJob' as const,
      schedule: one.schedule,
    })),
    // A CronJob stands for its runs.
    ...[...jobs]
      .filter(({ isRun }) => !isRun)
      .map((one) => ({ ...idle(one), kind: 'job' as const, schedule: null })),
  ]
}

/** By revision; empty where none was found. */
export function toMeshConfigs(
  configMaps: readonly ConfigMap[],
  services: readonly Service[],
): Record<string, MeshConfig> {
  const found = configMaps.flatMap((one) =>
    one.mesh !== null && one.mesh !== 'unreadable' ? [{ ...one, mesh: one.mesh }] : [],
  )
  const planes = new Set(
    services.filter(({ labels }) => labels.app === 'istiod').map(({ namespace }) => namespace),
  )
  const ofPlanes = planes.size > 0 ? found.filter(({ namespace }) => planes.has(namespace)) : found
  const user = ofPlanes.find(({ name }) => name === 'istio-user')?.mesh ?? null
  return Object.fromEntries(
    ofPlanes
      .filter(({ name }) => name !== 'istio-user')
      .map((one) => [revisionOf(one), effectiveConfig(user, one)]),
  )
}

/** `istio` is of the unnamed revision, `istio-canary` of the revision canary. */
const revisionOf = ({ name, revision }: ConfigMap) =>
  revision ?? (name === 'istio' ? 'default' : name.slice('istio-'.length))

/** The chart's words go over the user's own, and both over the defaults. */
function effectiveConfig(
  user: WrittenMeshConfig | null,
  { mesh }: { mesh: WrittenMeshConfig },
): MeshConfig {
  const word = <Value>(read: (config: WrittenMeshConfig) => Value | null | undefined) =>
    read(mesh) ?? (user ? read(user) : undefined)
  return {
    // Kubernetes' DNS domain is an argument of istiod, and in no config.
    domain: defaultMeshConfig.domain,
    rootNamespace: word((one) => one.rootNamespace) ?? defaultMeshConfig.rootNamespace,
    trustDomain: word((one) => one.trustDomain) ?? defaultMeshConfig.trustDomain,
    enableAutoMtls: word((one) => one.enableAutoMtls) ?? defaultMeshConfig.enableAutoMtls,
    outboundTrafficPolicy:
      word((one) => one.outboundTrafficPolicy) ?? defaultMeshConfig.outboundTrafficPolicy,
    minimumTlsVersion:
      word((one) => one.meshMTLS?.minProtocolVersion) ?? defaultMeshConfig.minimumTlsVersion,
    defaultServiceExportTo:
      word((one) => one.defaultServiceExportTo) ?? defaultMeshConfig.defaultServiceExportTo,
    defaultDestinationRuleExportTo:
      word((one) => one.defaultDestinationRuleExportTo) ??
      defaultMeshConfig.defaultDestinationRuleExportTo,
  }
}
