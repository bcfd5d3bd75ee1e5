import type { Finding } from '../finding'
import { ofNamespace } from '../of-namespace'
import { remember, rememberFor } from '../remember'
import { type Shows, shownFindings } from '../shown'
import { qualifiedName } from '../workload'
import { obeysPolicies } from './accepted'
import { type Candidate, type CandidateFinder, unseenClient } from './candidates'
import { findingsOf } from './findings/all'
import type { ObjectName, PodGroup } from './mesh'
import {
  dataPlaneOfMany,
  type NamespacePolicy,
  namespacePolicyOf,
  revisionOf,
} from './namespace-policy'
import {
  type FailureReport,
  type Pair,
  type PlaintextCaller,
  pairKey,
  plaintextCallers,
  type SecurityAge,
  type SecurityBefore,
  type SecurityNow,
  type SecurityReport,
  type Shares,
  sharesOf,
} from './observation'
import { endpointsFor, type RefusedCaller, refusedCallers, servicesTo } from './refused'
import type { MtlsRules } from './rules'
import type { MtlsFacts } from './surroundings'
import { type Heard, riskOf, type Verdict, type VerdictFacts, verdictOf } from './verdict'
import { shownSource } from './visible'
import type { DataPlaneOfMany } from './words'

/** Both facts of one namespace: what is asked for, and what was seen. */
export type NamespaceMtls = {
  heard: Heard
  namespace: string
  dataPlane: DataPlaneOfMany
  policy: NamespacePolicy | null
  shares: Shares
  /** About how many in the window; `null` where none were seen. */
  requestCount: number | null
  newestSampleAt: number | null
  plaintext: (PlaintextCaller & { candidates: Candidate[] })[]
  refused: RefusedCaller[]
  notMeasured: string[]
  verdict: Verdict
  findings: Finding[]
  risk: number
}

export type MtlsWorld = {
  /** Whether Prometheus told of the window, and of the look-back: else that nothing is there says nothing. */
  heard: Heard
  facts: MtlsFacts
  rules: MtlsRules
  candidatesOf: CandidateFinder
  now: SecurityNow
  before: SecurityBefore
  age: SecurityAge
  /** Epoch ms. */
  at: number
  windowSeconds: number
  windowWords: string
  shows: Shows
}

/** What was seen, sorted by the namespace that it went to. */
export type Sorted = {
  plaintext: ReadonlyMap<string, readonly PlaintextCaller[]>
  failures: ReadonlyMap<string, readonly FailureReport[]>
}

export function sortByNamespace({ now, before, at }: MtlsWorld): Sorted {
  const callers = plaintextCallers(now.pairs, before.pairs, at)
  return {
    plaintext: byDestination(callers),
    failures: byDestination(joinFailures(now.failures, before.failures)),
  }
}

/** One of each pair, service, code and flags: how many there were, and how many there are. */
function joinFailures(
  now: readonly FailureReport[],
  before: readonly FailureReport[],
): FailureReport[] {
  const keyOf = (one: FailureReport) =>
    [pairKey(one), one.service, one.code, one.flags, one.reportedBy].join('|')
  const joined = new Map(before.map((one) => [keyOf(one), one]))
  for (const one of now)
    joined.set(keyOf(one), { ...(joined.get(keyOf(one)) ?? one), perSecond: one.perSecond })
  return [...joined.values()]
}

function byDestination<Item extends { destination: ObjectName }>(items: readonly Item[]) {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const { namespace } = item.destination
    groups.set(namespace, [...(groups.get(namespace) ?? []), item])
  }
  return groups
}

/** Every namespace with pods, policies or traffic, as far as the viewer may see it. */
export function namespacesOf({ facts, now, before, shows }: MtlsWorld): string[] {
  const names = new Set([
    ...facts.pods.map(({ namespace }) => namespace),
    ...facts.peerAuthentications.map(({ namespace }) => namespace),
    ...now.reports.keys(),
    ...[...now.failures, ...before.pairs, ...before.failures].map(
      ({ destination }) => destination.namespace,
    ),
  ])
  return [...names].filter((name) => name !== '' && name !== 'unknown' && shows(name)).sort()
}

/** What Kubernetes alone says: worked out once for each change of it, however often traffic is looked at. */
const configuredOf = rememberFor((rules: MtlsRules) =>
  remember(
    (namespace: string, _: MtlsFacts) => namespace,
    (namespace, facts) => ({
      policy: namespacePolicyOf(rules, namespace),
      findings: findingsOf({ namespace, rules, facts, pods: ofNamespace(facts.pods, namespace) }),
    }),
  ),
)

export function namespaceMtls(namespace: string, world: MtlsWorld, sorted: Sorted): NamespaceMtls {
  const { facts, rules, now, age, shows } = world
  const pods = rules.podsIn(namespace)
  const reports = now.reports.get(namespace) ?? []
  const shares = sharesOf(reports)
  const refused = refusedCallers(sorted.failures.get(namespace) ?? [], now.answered, rules)
  const callers = sorted.plaintext.get(namespace) ?? []
  const going = callers.filter(({ perSecond }) => perSecond !== null)
  const configured = isPolicyKnown(namespace, world) ? configuredOf(rules)(namespace, facts) : null
  const policy = configured?.policy ?? null
  const verdictFacts: VerdictFacts = {
    policy,
    heard: world.heard,
    enforcedWorkloads: pods.filter(obeysPolicies).length,
    requestCount: countOf(reports, 'requests', world),
    connectionCount: countOf(reports, 'connections', world),
    encryptedShare: (shares.requests ?? shares.connections)?.mutualTls ?? null,
    plaintextNow: distinctCallers(going.filter((one) => !isForbidden(one, rules))),
    plaintextRefused: distinctCallers(going.filter((one) => isForbidden(one, rules))),
    isPolicyNew: isPolicyNew(namespace, world),
    plaintextStopped: distinctCallers(callers.filter(({ perSecond }) => perSecond === null)),
    refused: refused
      .filter((one) => one.refused && one.perSecond !== null)
      .map((one) => ({ ...one, source: shownSource(one.source, shows) })),
    windowWords: world.windowWords,
  }
  return {
    namespace,
    dataPlane: dataPlaneOfMany(withoutGateways(pods)),
    policy,
    heard: world.heard,
    shares,
    requestCount: verdictFacts.requestCount,
    newestSampleAt: age.byNamespace.get(namespace) ?? null,
    plaintext: callers.map((one) => ({ ...one, candidates: candidatesFor(one, world) })),
    refused,
    notMeasured: pods
      .filter(({ role }) => role === 'gateway')
      .map(({ name }) => name)
      .sort(),
    verdict: verdictOf(verdictFacts),
    findings: configured ? shownFindings(configured.findings, shows) : [],
    risk: riskOf(verdictFacts),
  }
}

/** Gateways and waypoints serve the others; they say nothing of how those are served. */
const withoutGateways = (pods: readonly PodGroup[]) => {
  const apps = pods.filter(({ role }) => role === null)
  return apps.length > 0 ? apps : pods
}

/** Of a cluster whose API is not connected, or whose policies may not be read, nothing is claimed. */
const isPolicyKnown = (namespace: string, { facts, rules }: MtlsWorld) =>
  !facts.unread.has('peerAuthentications') &&
  !facts.unread.has('pods') &&
  (rules.podsIn(namespace).length > 0 || facts.namespaces.some(({ name }) => name === namespace))

function countOf(
  reports: readonly SecurityReport[],
  counted: SecurityReport['counted'],
  { windowSeconds }: MtlsWorld,
): number | null {
  const rates = reports.filter((one) => one.counted === counted)
  if (rates.length === 0) return null
  return rates.reduce((sum, { perSecond }) => sum + perSecond, 0) * windowSeconds
}

/** By the policy of now every way of this caller is refused, whatever the window still counts. */
function isForbidden({ source, ...to }: PlaintextCaller, rules: MtlsRules): boolean {
  const known = source ? rules.podsOf(source) : []
  const checks = endpointsFor(rules, to, known.length > 0 ? known : [null])
  return checks.length > 0 && checks.every(({ result }) => result === 'broken')
}

/** A policy that bears on the namespace was written inside the window, or as it began to be scraped. */
function isPolicyNew(namespace: string, { facts, rules, at, windowSeconds }: MtlsWorld): boolean {
  const { rootNamespace } = rules.configOf({ revision: revisionOf(rules.podsIn(namespace)) })
  const since = at - (windowSeconds + takenUpSeconds) * 1000
  return facts.peerAuthentications.some(
    (one) =>
      (one.namespace === namespace || one.namespace === rootNamespace) &&
      (one.changedAt ?? 0) > since,
  )
}

/** Until the last proxy has a policy and has been scraped with it. */
const takenUpSeconds = 60

/** One for each name; those without one may be one or many, so one for each workload they call. */
const distinctCallers = (callers: readonly PlaintextCaller[]) =>
  new Set(
    callers.map(({ source, destination }) =>
      source ? qualifiedName(source) : `unknown>${qualifiedName(destination)}`,
    ),
  ).size

/** Only for a caller without a name: the others have told theirs. */
export function candidatesFor(
  { source, destination, service }: Pair,
  { rules, candidatesOf }: Pick<MtlsWorld, 'rules' | 'candidatesOf'>,
): Candidate[] {
  if (source !== null) return []
  const [pods] = rules.podsOf(destination)
  if (!pods) return [unseenClient]
  return candidatesOf({
    workload: destination,
    labels: pods.labels,
    services: servicesTo(rules, destination, service),
  })
}
