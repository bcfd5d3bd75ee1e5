import type { Shows } from '../shown'
import type { SecurityShares } from '../traffic/traffic'
import { obeysPolicies } from './accepted'
import type { PolicyStep } from './effective-policy'
import type { PodGroup, PortProtocol } from './mesh'
import { dataPlaneOfMany, isPolicyMeant } from './namespace-policy'
import { type PairReport, sharesOf } from './observation'
import { type MtlsRules, targetPortOf } from './rules'
import type { KnownPods } from './surroundings'
import { shownSource } from './visible'
import type { DataPlaneOfMany, MtlsMode } from './words'

export type PortMtls = {
  port: number
  /** `service:port` by which it is reached. */
  names: string[]
  protocol: PortProtocol
  /** `null`: nothing enforces a policy here. */
  mode: MtlsMode | null
  chain: PolicyStep[]
}

export type ObservedCaller = {
  source: string
  principals: string[]
  requestsPerSecond: number | null
  connectionsPerSecond: number | null
  shares: SecurityShares | null
}

export type WorkloadMtls = {
  name: string
  dataPlane: DataPlaneOfMany
  expected: KnownPods['expected']
  revision: string | null
  pods: number
  role: PodGroup['role']
  mode: MtlsMode | null
  chain: PolicyStep[]
  ports: PortMtls[]
  callers: ObservedCaller[]
}

/** Every workload of a namespace: its policy port by port, and who was seen calling it. */
export function workloadsMtls(
  rules: MtlsRules,
  pods: readonly KnownPods[],
  pairs: readonly PairReport[],
  shows: Shows,
): WorkloadMtls[] {
  const names = [...new Set(pods.map(({ name }) => name))].sort()
  return names.map((name) => {
    const groups = pods.filter((one) => one.name === name)
    const arriving = pairs.filter(({ destination }) => destination.name === name)
    return workloadMtls(rules, groups, arriving, shows)
  })
}

function workloadMtls(
  rules: MtlsRules,
  groups: readonly KnownPods[],
  pairs: readonly PairReport[],
  shows: Shows,
): WorkloadMtls {
  // Half-way through a restart those with a proxy tell what the policy will be.
  const [first] = groups.toSorted((a, b) => Number(obeysPolicies(b)) - Number(obeysPolicies(a)))
  const whole = first && obeysPolicies(first) ? rules.policyOf(first, null) : null
  return {
    name: first?.name ?? '',
    dataPlane: dataPlaneOfMany(groups),
    expected: first?.expected ?? 'none',
    revision: first?.revision ?? null,
    pods: groups.reduce((sum, group) => sum + group.pods, 0),
    role: first?.role ?? null,
    mode: whole?.mode ?? null,
    chain: whole?.chain ?? [],
    ports: first ? portsMtls(rules, first) : [],
    callers: callersOf(pairs, shows),
  }
}

/** Ports that are declared, led to by a service, or named by a policy that selects the pods. */
export function portsMtls(rules: MtlsRules, group: PodGroup): PortMtls[] {
  const services = rules
    .servicesIn(group.namespace)
    .filter((service) => rules.endpointsOf(service).includes(group))
  const led = services.flatMap((service) =>
    service.ports.flatMap((port) => {
      const target = targetPortOf(port, group)
      return target === null
        ? []
        : [{ target, name: `${service.name}:${port.port}`, protocol: port.protocol }]
    }),
  )
  const ports = new Set([
    ...group.ports.map(({ port }) => port),
    ...led.map(({ target }) => target),
  ])
  return [...ports]
    .sort((a, b) => a - b)
    .map((port) => {
      const names = led.filter(({ target }) => target === port)
      const policy = isPolicyMeant(group, port) ? rules.policyOf(group, port) : null
      return {
        port,
        names: [...new Set(names.map(({ name }) => name))],
        protocol: names[0]?.protocol ?? 'auto',
        mode: policy?.mode ?? null,
        chain: policy?.chain ?? [],
      }
    })
}

function callersOf(pairs: readonly PairReport[], shows: Shows): ObservedCaller[] {
  const bySource = new Map<string, PairReport[]>()
  for (const pair of pairs) {
    const source = shownSource(pair.source, shows)
    bySource.set(source, [...(bySource.get(source) ?? []), pair])
  }
  return [...bySource]
    .map(([source, reports]) => {
      const shares = sharesOf(reports)
      const shown = reports.filter((one) => one.source === null || shows(one.source.namespace))
      return {
        source,
        principals: [...new Set(shown.flatMap(({ principal }) => principal ?? []))].sort(),
        requestsPerSecond: rateOf(reports, 'requests'),
        connectionsPerSecond: rateOf(reports, 'connections'),
        shares: shares.requests ?? shares.connections,
      }
    })
    .sort(
      (a, b) =>
        (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) ||
        (b.connectionsPerSecond ?? 0) - (a.connectionsPerSecond ?? 0) ||
        (a.source < b.source ? -1 : 1),
    )
}

function rateOf(reports: readonly PairReport[], counted: PairReport['counted']): number | null {
  const rates = reports.filter((one) => one.counted === counted)
  return rates.length === 0 ? null : rates.reduce((sum, { perSecond }) => sum + perSecond, 0)
}
