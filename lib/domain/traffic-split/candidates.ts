import { groupBy } from '../group-by'
import type { Permission } from '../permission'
import { protocolOf } from '../service'
import type { WorkloadFacts } from '../service-graph/mesh-facts'
import { lacksWaypoint } from './checks/no-waypoint'
import type { Flow } from './flows'
import { mixtureOf } from './observe'
import { rescale } from './rebalance'
import { sharedSince } from './shared-time'
import type { ObjectName } from './split'
import type { SplitIndex, SplitService } from './split-facts'
import { isEnough, wilsonInterval } from './wilson'
import type { SplitWorld } from './world'

/** A service with several versions whose traffic no route splits. */
export type SplitCandidate = ObjectName & {
  protocol: 'http' | 'tcp'
  versions: CandidateVersion[]
  /** Label by which its subsets are told apart; `null` where there is none. */
  label: string | null
  weightsFrom: 'observed' | 'ready-pods' | 'even'
  creatable: Permission
}

export type CandidateVersion = {
  version: string
  workloads: ObjectName[]
  readyPods: number
  /** Of what was seen, 0–1; `null` where nothing was. */
  share: number | null
  /** What a new route would begin with: creating it moves nothing. */
  weight: number
}

export const candidatesIn = (world: SplitWorld, at: number): SplitCandidate[] =>
  world.index.facts.services.flatMap((service) => candidateOf(service, world, at) ?? [])

/** `null` where there is nothing to split, or where a route splits it already. The world was seen until `at`. */
export function candidateOf(
  service: SplitService,
  world: SplitWorld,
  at: number,
): SplitCandidate | null {
  const { index, governance, flows, windowSeconds } = world
  const byVersion = groupBy(index.workloadsOf(service), ({ version }) => version)
  if (byVersion.size < 2 || governance.contenders(service).length > 0) return null
  const { namespace, name } = service
  const groups = [...byVersion].sort(([a], [b]) => (a < b ? -1 : 1))
  const versions = groups.map(([, workloads]) => workloads)
  const since = sharedSince(versions)
  // Seen while one of them could not be chosen yet, shares say nothing of how they share now.
  const isShared = since !== null && at - windowSeconds * 1000 >= since
  const shares = observedShares(groups, flows?.(service) ?? [], windowSeconds)
  const told = isShared ? shares : null
  const ready = groups.map(([, workloads]) => sum(workloads, ({ readyPods }) => readyPods))
  const weightsFrom = told ? 'observed' : ready.some((pods) => pods > 0) ? 'ready-pods' : 'even'
  const weights = rescale(told ? told.map(inMillionths) : ready, 100)
  const label = tellingLabel(versions)
  return {
    namespace,
    name,
    protocol: service.ports.every((port) => protocolOf(port) === 'tcp') ? 'tcp' : 'http',
    versions: groups.map(([version, workloads], at) => ({
      version,
      workloads: workloads.map(({ namespace, name }) => ({ namespace, name })),
      readyPods: ready[at] ?? 0,
      share: shares?.[at] ?? null,
      weight: weights[at] ?? 0,
    })),
    label,
    weightsFrom,
    creatable: creatable(service, label, index),
  }
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0)

const inMillionths = (share: number) => Math.round(share * 1_000_000)

type Group = readonly [version: string, workloads: readonly WorkloadFacts[]]

/** `null` unless enough was seen to begin with. */
function observedShares(groups: readonly Group[], flows: readonly Flow[], seconds: number) {
  const versions = new Map(
    groups.flatMap(([version, workloads]) =>
      workloads.map(({ namespace, name }) => [`${namespace}/${name}`, version] as const),
    ),
  )
  const [first] = flows
  if (!first) return null
  const seen = mixtureOf(
    first.service,
    flows,
    ({ namespace, name }) => versions.get(`${namespace}/${name}`) ?? '',
  )
  const rates = groups.map(
    ([version]) => seen.versions.find((one) => one.version === version)?.requestsPerSecond ?? 0,
  )
  const all = rates.reduce((total, rate) => total + rate, 0)
  const isTold = rates.every((rate) => isEnough(wilsonInterval(rate * seconds, all * seconds)))
  return all > 0 && isTold ? rates.map((rate) => rate / all) : null
}

const labels = ['version', 'app.kubernetes.io/version'] as const

/** All pods of a version have the same value of it, and no other version has that. */
function tellingLabel(versions: readonly (readonly WorkloadFacts[])[]): string | null {
  const found = labels.find((label) => {
    const values = versions.map((workloads) => new Set(workloads.map((one) => one.labels[label])))
    const all = values.flatMap((one) => [...one])
    return (
      values.every((one) => one.size === 1) &&
      !all.includes(undefined) &&
      new Set(all).size === all.length
    )
  })
  return found ?? null
}

function creatable(service: SplitService, label: string | null, index: SplitIndex): Permission {
  const not = (reason: string): Permission => ({ allowed: false, reason })
  if (service.kind === 'headless')
    return not('A headless service is called by the addresses of its pods, past every weight.')
  if (service.kind === 'externalName')
    return not('An ExternalName service is only another name: there are no pods to choose from.')
  if (label === null)
    return not('No label tells its versions apart. Give their pods a label “version” each.')
  const destination = {
    host: service.name,
    subset: null,
    port: null,
    weight: null,
    namespace: service.namespace,
  }
  const workloads = index.workloadsOf(service)
  const whole = {
    destination,
    service,
    subset: { kind: 'none' as const },
    workloads,
    readyPods: null,
  }
  if (lacksWaypoint([whole], index))
    return not('Its pods are in an ambient mesh without a waypoint, where a route has no effect.')
  return { allowed: true, reason: null }
}
