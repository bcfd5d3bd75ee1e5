import { resolveService } from '../host'
import { qualifiedName } from '../workload'
import type { MtlsService, ObjectName } from './mesh'
import { hasLabels, type Labels } from './mesh'
import type { IngressPeer, IngressPolicy, LabelMatch, Mentions, MtlsFacts } from './surroundings'

/** Who an unknown caller could be. Never a fact. */
export type Candidate = {
  name: string
  /** `null`: not an object of one namespace. */
  namespace: string | null
  kind: 'workload' | 'hostNetwork' | 'excludedPort' | 'job' | 'cronJob' | 'outside' | 'unseen'
  reasons: string[]
}

export type CandidateTarget = {
  workload: ObjectName
  labels: Labels
  /** Those that lead to it. */
  services: readonly MtlsService[]
}

/** Where the list always ends: not everything that calls is known to Kubernetes. */
export const unseenClient: Candidate = {
  name: 'or a client that Binnacle cannot see',
  namespace: null,
  kind: 'unseen',
  reasons: [],
}

/** More would not be read. */
const most = 20

type Possible = ObjectName & {
  kind: Candidate['kind']
  labels: Labels
  mentions: Mentions
  about: string
}
type Ranked = Candidate & { weight: number }

/** The facts sorted for many questions. */
export type CandidateFinder = (target: CandidateTarget) => Candidate[]

/**
 * Workloads, Jobs and CronJobs without a proxy, those whose calls pass their proxy by, and callers
 * from outside. What names the service in its configuration comes first; what a NetworkPolicy keeps
 * out comes last.
 */
export function candidateFinder(facts: MtlsFacts): CandidateFinder {
  const possible = possibleCallers(facts)
  const services = new Set(facts.services.map(qualifiedName))
  const isService = (name: ObjectName) => services.has(qualifiedName(name))
  const labelsOf = new Map(facts.namespaces.map(({ name, labels }) => [name, labels]))
  const mentioned = mentionedServices(possible, facts, isService)
  return (target) => {
    const gates = facts.ingressPolicies.filter(
      ({ namespace, selector }) =>
        namespace === target.workload.namespace && mayMatch(selector, target.labels),
    )
    const ranked = possible
      .filter((one) => qualifiedName(one) !== qualifiedName(target.workload))
      .map((one) => rank(one, target, { mentioned, gates, labelsOf }))
    return [...ranked, ...outsiders(target, facts)]
      .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
      .slice(0, most)
      .map(({ weight: _, ...candidate }): Candidate => candidate)
      .concat(unseenClient)
  }
}

function possibleCallers({ pods, idleCallers }: MtlsFacts): Possible[] {
  const running = pods.flatMap((one): Possible[] => {
    const { namespace, name, labels, mentions } = one
    const found = { namespace, name, labels, mentions }
    if (one.hostNetwork)
      return [{ ...found, kind: 'hostNetwork', about: 'On the host’s network: never has a proxy' }]
    if (one.proxy === 'none') return [{ ...found, kind: 'workload', about: 'Has no proxy' }]
    const { excludePorts, excludeRanges, includeRanges } = one.capture.outbound
    const passesBy = excludePorts.length + excludeRanges.length > 0 || includeRanges !== 'all'
    return one.proxy === 'sidecar' && passesBy
      ? [{ ...found, kind: 'excludedPort', about: 'Some of its calls pass its sidecar by' }]
      : []
  })
  const idle = idleCallers
    .filter(({ expected }) => expected === 'none')
    .map((one): Possible => ({ ...one, about: aboutIdle(one.kind, one.schedule) }))
  const seen = new Set<string>()
  return [...running, ...idle].filter((one) => {
    const key = qualifiedName(one)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const aboutIdle = (kind: 'job' | 'cronJob', schedule: string | null) =>
  kind === 'job' ? 'A Job without a proxy' : `A CronJob without a proxy (${schedule})`

/** For each possible caller the services that its configuration names, and where. */
type Mentioned = ReadonlyMap<Possible, ReadonlyMap<string, string>>

function mentionedServices(
  possible: readonly Possible[],
  { configMapHosts }: MtlsFacts,
  isService: (name: ObjectName) => boolean,
): Mentioned {
  const servicesOf = (hosts: readonly string[], callerNamespace: string) =>
    hosts.flatMap((host) => {
      const service = resolveService(host, { callerNamespace, isService })
      return service && isService(service) ? [qualifiedName(service)] : []
    })
  return new Map(
    possible.map((one) => {
      const { namespace, mentions } = one
      const found = new Map<string, string>()
      for (const name of mentions.configMaps)
        for (const service of servicesOf(
          configMapHosts.get(`${namespace}/${name}`) ?? [],
          namespace,
        ))
          found.set(service, `Its ConfigMap ${name} names ${service}`)
      for (const service of servicesOf(mentions.hosts, namespace))
        found.set(service, `Its environment or arguments name ${service}`)
      return [one, found] as const
    }),
  )
}

type Weighing = {
  mentioned: Mentioned
  gates: readonly IngressPolicy[]
  labelsOf: ReadonlyMap<string, Labels>
}

function rank(one: Possible, target: CandidateTarget, weighing: Weighing): Ranked {
  const { mentioned, gates, labelsOf } = weighing
  const names = target.services.flatMap(
    (service) => mentioned.get(one)?.get(qualifiedName(service)) ?? [],
  )
  const near = one.namespace === target.workload.namespace
  const admitted =
    gates.length === 0 || gates.some((gate) => admits(gate, one, labelsOf.get(one.namespace) ?? {}))
  return {
    name: qualifiedName(one),
    namespace: one.namespace,
    kind: one.kind,
    weight:
      (names.length > 0 ? 8 : 0) + (near ? 2 : 0) + (admitted ? 0 : -16) + kindWeight[one.kind],
    reasons: [
      one.about,
      ...names.slice(0, 1),
      ...(near ? ['In the same namespace'] : []),
      ...(admitted ? [] : ['No NetworkPolicy lets it in']),
    ],
  }
}

/** What runs now before what does at times; what a person has set apart before what never changes. */
const kindWeight: Record<Candidate['kind'], number> = {
  workload: 1,
  job: 1,
  cronJob: 1,
  excludedPort: 1,
  hostNetwork: 0,
  outside: 1,
  unseen: 0,
}

function outsiders({ services }: CandidateTarget, { exposedServices }: MtlsFacts): Ranked[] {
  return services.flatMap((service) => {
    const type = exposedServices.get(qualifiedName(service))
    if (!type) return []
    return [
      {
        name: `callers from outside, through ${type} ${qualifiedName(service)}`,
        namespace: service.namespace,
        kind: 'outside' as const,
        weight: 4,
        reasons: [`${qualifiedName(service)} is a ${type}`],
      },
    ]
  })
}

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
function admits(policy: IngressPolicy, caller: Possible, namespaceLabels: Labels): boolean {
  // A pod on the host’s network has the node’s address, which policies see or not as the network likes.
  if (caller.kind === 'hostNetwork') return true
  return policy.ingress.some(
    (peers) =>
      peers.length === 0 ||
      peers.some((peer) => isPeer(peer, policy.namespace, caller, namespaceLabels)),
  )
}

function isPeer(
  { pods, namespaces, addresses }: IngressPeer,
  policyNamespace: string,
  caller: Possible,
  namespaceLabels: Labels,
): boolean {
  if (addresses) return true
  const inNamespace = namespaces
    ? mayMatch(namespaces, namespaceLabels)
    : caller.namespace === policyNamespace
  return inNamespace && (pods === null || mayMatch(pods, caller.labels))
}

/** Expressions are not read: what has any may match. */
const mayMatch = ({ labels, exact }: LabelMatch, of: Labels) => !exact || hasLabels(of, labels)
