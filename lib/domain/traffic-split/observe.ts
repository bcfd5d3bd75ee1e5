import { groupBy } from '../group-by'
import type { ServiceName } from '../host'
import { type Bucket, latencyOf } from '../traffic/latency'
import { errorRatio } from '../traffic/outcome'
import { qualifiedName } from '../workload'
import type { ResolvedDestination } from './destinations'
import type { Flow, FlowsByService } from './flows'
import type { Governance } from './governance'
import type { RouteObject } from './rule'
import type {
  AbsenceReason,
  DestinationObservation,
  LostTraffic,
  OutsideCaller,
  OutsideTraffic,
  RouteObservation,
  ServiceMixture,
} from './split'
import { isEnough, wilsonInterval } from './wilson'

export type ObservedRule = {
  observed: RouteObservation
  /** In the order of the rule. */
  destinations: { observed: DestinationObservation | null; outside: OutsideTraffic | null }[]
}

export type ObservedQuestion = {
  route: RouteObject
  counted: Flow['counted']
  destinations: readonly ResolvedDestination[]
  /** Services that callers ask for when they take the route. */
  hosts: readonly ServiceName[]
  /** Whether what was lost on the way to them is this rule’s: no other takes their traffic. */
  ownsLost: boolean
  absence: AbsenceReason | null
}

export type Surroundings = {
  flows: FlowsByService
  governance: Governance
  windowSeconds: number
}

/**
 * What was seen of a rule, as far as metrics can tell: by service and workload, from the callers
 * that the route governs. No metric names a route, so where another one leads to the same workloads
 * nothing is said of either.
 */
export function observeRule(question: ObservedQuestion, around: Surroundings): ObservedRule {
  const { route, destinations, counted, absence } = question
  const nothing = destinations.map(() => ({ observed: null, outside: null }))
  if (absence) return { observed: absent(absence), destinations: nothing }
  const parts = destinations.map((destination) => {
    const flows = flowsTo(destination, around.flows).filter((flow) => flow.counted === counted)
    const reasonOf = (flow: Flow) =>
      around.governance.outside(route, flow.caller, governedService(question, flow))
    const past = flowsPast(question, destination, around.flows).filter(
      (flow) => flow.counted === counted,
    )
    return {
      governed: flows.filter((flow) => reasonOf(flow) === null),
      // Whoever obeyed the route would have been sent to the backend by its own name.
      outside: outsideTraffic([...flows, ...past], (flow) =>
        past.includes(flow) ? (reasonOf(flow) ?? 'other-route') : reasonOf(flow),
      ),
    }
  })
  const totals = parts.map(({ governed }) => totalOf(governed))
  const perSecond = totals.reduce((sum, total) => sum + total, 0)
  const lost = lostTraffic(question, around, perSecond)
  if (perSecond === 0 && lost === null)
    return {
      observed: absent('no-traffic'),
      destinations: parts.map(({ outside }) => ({ observed: null, outside })),
    }
  const count = perSecond * around.windowSeconds
  const observations = parts.map(({ governed, outside }, at) => ({
    observed: observationOf(governed, totals[at] ?? 0, perSecond, around.windowSeconds),
    outside,
  }))
  const enough = observations.every(({ observed }) => isEnough(observed.shareInterval))
  return {
    observed: { kind: 'observed', counted, perSecond, count, enough, lost },
    destinations: observations,
  }
}

/** The host that a caller asked for decides which route it obeys, not the backend that it got. */
const governedService = ({ hosts }: ObservedQuestion, flow: Flow): ServiceName =>
  hosts[0] ?? flow.service

function flowsTo({ service, workloads }: ResolvedDestination, flows: FlowsByService): Flow[] {
  if (!service || !workloads) return []
  const names = new Set(workloads.map(qualifiedName))
  return flows(service).filter(({ workload }) => workload && names.has(qualifiedName(workload)))
}

/** A split over services leaves the name that was asked for; who still has it came past the route. */
function flowsPast(
  { hosts, destinations }: ObservedQuestion,
  { workloads }: ResolvedDestination,
  flows: FlowsByService,
): Flow[] {
  const backends = new Set(
    destinations.flatMap(({ service }) => (service ? [qualifiedName(service)] : [])),
  )
  const names = new Set((workloads ?? []).map(qualifiedName))
  return hosts
    .filter((host) => !backends.has(qualifiedName(host)))
    .flatMap((host) => flows(host))
    .filter(({ workload }) => workload && names.has(qualifiedName(workload)))
}

const totalOf = (flows: readonly Flow[]) => flows.reduce((sum, { perSecond }) => sum + perSecond, 0)

function observationOf(
  flows: readonly Flow[],
  perSecond: number,
  all: number,
  windowSeconds: number,
): DestinationObservation {
  const outcomes = flows.flatMap(({ outcome }) => outcome ?? [])
  return {
    requestsPerSecond: perSecond,
    share: all === 0 ? 0 : perSecond / all,
    shareInterval: wilsonInterval(perSecond * windowSeconds, all * windowSeconds),
    errorRatio: outcomes.length > 0 ? errorRatio(outcomes) : null,
    p95Ms: latencyOf(histogramsOf(flows)).p95,
  }
}

/** Rows of one hop share their buckets. */
const histogramsOf = (flows: readonly Flow[]): (readonly Bucket[])[] => [
  ...new Set(flows.map(({ buckets }) => buckets).filter(({ length }) => length > 0)),
]

function outsideTraffic(
  flows: readonly Flow[],
  reasonOf: (flow: Flow) => OutsideCaller['reason'] | null,
): OutsideTraffic {
  const callers = new Map<string, OutsideCaller>()
  for (const flow of flows) {
    const reason = reasonOf(flow)
    if (reason === null) continue
    const key = `${reason} ${flow.source ? qualifiedName(flow.source) : ''}`
    const before = callers.get(key)?.requestsPerSecond ?? 0
    callers.set(key, { source: flow.source, reason, requestsPerSecond: before + flow.perSecond })
  }
  const sorted = [...callers.values()].sort((a, b) => b.requestsPerSecond - a.requestsPerSecond)
  const requestsPerSecond = sorted.reduce((sum, caller) => sum + caller.requestsPerSecond, 0)
  return { requestsPerSecond, callers: sorted }
}

/** Response flags of requests that reached nobody. Istio-facts: no route, no cluster, no healthy host. */
const lostFlags = new Set(['NR', 'NC', 'UH'])

function lostTraffic(
  { route, counted, hosts, ownsLost, destinations }: ObservedQuestion,
  { flows, governance }: Surroundings,
  arrived: number,
): LostTraffic | null {
  if (!ownsLost || counted !== 'requests') return null
  const services = [...hosts, ...destinations.flatMap(({ service }) => service ?? [])]
  const lost = [...new Map(services.map((one) => [qualifiedName(one), one])).values()]
    .flatMap((service) => flows(service))
    .filter(
      (flow) =>
        flow.workload === null &&
        flow.outcome?.flags.split(',').some((flag) => lostFlags.has(flag)) &&
        governance.outside(route, flow.caller, hosts[0] ?? flow.service) === null,
    )
  const perSecond = totalOf(lost)
  if (perSecond === 0) return null
  const byFlags = [...groupBy(lost, ({ outcome }) => outcome?.flags ?? '')].map(
    ([flags, some]) => ({ flags, perSecond: totalOf(some) }),
  )
  return {
    perSecond,
    share: perSecond / (perSecond + arrived),
    flags: byFlags.sort((a, b) => b.perSecond - a.perSecond),
  }
}

const sentences: Record<AbsenceReason, string> = {
  'no-traffic': 'No traffic was seen in this window.',
  'shared-workload':
    'Several routes lead to the same workloads. Metrics do not name routes, so what was seen cannot be told apart.',
  'unknown-destination': 'Which workloads stand behind its destinations is not known.',
  tls: 'Encrypted connections are counted, but not told apart.',
  'no-waypoint':
    'Its pods are in an ambient mesh without a waypoint, where no proxy reads requests: the route has no effect.',
  'metrics-missing': 'Prometheus did not answer.',
}

export const absent = (reason: AbsenceReason): RouteObservation => ({
  kind: 'absent',
  reason,
  sentence: sentences[reason],
})

/** All that reached a service, by version, whatever route brought it. */
export function mixtureOf(
  service: ServiceName,
  flows: readonly Flow[],
  versionOf: (workload: ServiceName) => string,
): ServiceMixture {
  // Requests and connections are never added up; who sends requests is asked about those.
  const counted = flows.some((flow) => flow.counted === 'requests') ? 'requests' : 'connections'
  const arrived = flows.filter((flow) => flow.workload !== null && flow.counted === counted)
  const all = totalOf(arrived)
  const versions = [
    ...groupBy(arrived, ({ workload }) => (workload ? versionOf(workload) : '')),
  ].map(([version, some]) => {
    const outcomes = some.flatMap(({ outcome }) => outcome ?? [])
    const workloads = new Map(
      some.flatMap(({ workload }) => (workload ? [[qualifiedName(workload), workload]] : [])),
    )
    return {
      version,
      workloads: [...workloads.values()],
      requestsPerSecond: totalOf(some),
      share: all === 0 ? 0 : totalOf(some) / all,
      errorRatio: outcomes.length > 0 ? errorRatio(outcomes) : null,
      p95Ms: latencyOf(histogramsOf(some)).p95,
    }
  })
  return { ...service, versions: versions.sort((a, b) => (a.version < b.version ? -1 : 1)) }
}
