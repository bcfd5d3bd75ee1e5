import 'server-only'
import type { ClientRule, MtlsService, PolicyFields, TrafficPolicy } from '../domain/mtls/mesh'
import type { IdleCaller } from '../domain/mtls/surroundings'
import { protocolOf } from '../domain/service'
import type { DestinationRule } from './destination-rule'
import { expectedDataPlaneMode } from './enrolment'
import type { CronJob, Job } from './jobs'
import type { Namespace } from './namespace'
import type { Service } from './service'
import type { ServiceEntry } from './service-entry'

/** From the objects as they are read to those that the rules of mutual TLS are asked of. */

export function toMtlsService(service: Service, domain: string): MtlsService {
  const { namespace, name, selector, ports } = service
  return {
    namespace,
    name,
    host: `${name}.${namespace}.svc.${domain}`,
    // An ExternalName is another host's name, whatever it selects.
    selector: service.kind === 'externalName' ? {} : selector,
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
    entry: null,
    addresses: service.addresses,
    exportTo: service.exportTo,
  }
}

/** One for each host: it is called by its host, wherever the ServiceEntry lies. */
export function toEntryServices(entry: ServiceEntry): MtlsService[] {
  const { namespace, name, hosts, workloadSelector, location, resolution } = entry
  return hosts.map((host) => ({
    namespace,
    name: host,
    host,
    selector: workloadSelector,
    ports: entry.ports.map((port) => ({
      port: port.port,
      name: port.name || null,
      targetPort: port.targetPort,
      // A ServiceEntry says the protocol itself; a Service says it in the port's name.
      protocol: protocolOf({
        name: port.name,
        appProtocol: port.protocol.toLowerCase() || null,
        protocol: 'TCP',
      }),
    })),
    // Without resolution calls go to the address that was dialled, as those to a headless service.
    headless: resolution === 'NONE',
    external: location === 'MESH_EXTERNAL',
    entry: name,
    addresses: entry.addresses,
    exportTo: entry.exportTo,
  }))
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
