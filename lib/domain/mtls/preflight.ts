import type { ObjectRef } from '../finding'
import { qualifiedName } from '../workload'
import { serverKind } from './accepted'
import type { EndpointCheck } from './call-check'
import { type Candidate, type CandidateFinder, unseenClient } from './candidates'
import { asksForTls, clientOf, servicesOf } from './findings/client-rules'
import type { ObjectName, PodGroup } from './mesh'
import type { PlaintextCaller } from './observation'
import { reasonWords } from './reason-words'
import { endpointChecks, endpointsFor, servicesTo } from './refused'
import type { MtlsRules } from './rules'
import type { KnownPods, MtlsFacts } from './surroundings'
import { type Shows, shownSource } from './visible'
import type { CallResult, MtlsMode } from './words'

/** The mesh before and after a change of policy, and who was seen calling. */
export type PreflightFacts = {
  namespace: string
  /** What was looked at: the others are hit without having been asked for. */
  workload: string | null
  port: number | null
  before: MtlsRules
  after: MtlsRules
  facts: MtlsFacts
  /** Everybody who was seen calling within the look-back, encrypted or not. */
  callers: readonly SeenCaller[]
  candidatesOf: CandidateFinder
  shows: Shows
}

/** `plaintext` is `null` for one that was only seen encrypted. */
export type SeenCaller = {
  source: ObjectName | null
  destination: ObjectName
  service: string | null
  plaintext: PlaintextCaller | null
}

export type AffectedPolicy = {
  workload: string
  /** `null`: every port that has no word of its own. */
  port: number | null
  pods: number
  before: MtlsMode
  after: MtlsMode
  lookedAt: boolean
}

export type BreakingCaller = {
  /** What has to be ticked. */
  code: string
  client: string
  candidates: Candidate[]
  destination: string
  port: number | null
  evidence: 'observed' | 'configuration' | 'both'
  sentence: string
  seen: PlaintextCaller | null
  objects: ObjectRef[]
}

export type CallNote = { client: string; destination: string; sentence: string }

export type Preflight = {
  affected: AffectedPolicy[]
  breaks: BreakingCaller[]
  heals: CallNote[]
  unknown: { workload: string; sentence: string }[]
  remainsPlaintext: CallNote[]
}

/** Who would be refused, who would be let in again, and what nobody can know. */
export function preflight(all: PreflightFacts): Preflight {
  const affected = affectedPolicies(all)
  const hit = new Set(affected.map(({ workload }) => workload))
  const callers = all.callers.filter(
    ({ destination }) => destination.namespace === all.namespace && hit.has(destination.name),
  )
  const judged = callers.map((caller) => judge(caller, all))
  const breaks = [
    ...judged.flatMap((one) => (one.breaks ? [breakingCaller(one, all)] : [])),
    ...byRules(all, hit),
    ...byAgents(all, affected),
  ]
  return {
    affected,
    breaks: distinct(breaks, ({ code }) => code).sort(bySeen),
    heals: judged.flatMap((one) => (one.heals ? [noteOf(one, all, 'works again')] : [])),
    unknown: quietWorkloads(hit, callers, all),
    remainsPlaintext: judged.flatMap((one) =>
      !one.breaks && one.after.some(({ result }) => result === 'plaintext')
        ? [noteOf(one, all, 'stays in plaintext')]
        : [],
    ),
  }
}

/** Everything whose effective mode is another one afterwards, looked at or not. */
export function affectedPolicies(all: PreflightFacts): AffectedPolicy[] {
  const { before, after, namespace } = all
  const served = before
    .podsIn(namespace)
    .filter(({ proxy }) => proxy === 'sidecar' || proxy === 'ztunnel')
  const rows = served.flatMap((pods) => {
    const whole = changeOf(before, after, pods, null)
    const ports = portsOf(before, after, pods).flatMap((port) => {
      const change = changeOf(before, after, pods, port)
      const isOwn =
        change && !(whole && change.before === whole.before && change.after === whole.after)
      return isOwn ? [{ ...change, port }] : []
    })
    return [...(whole ? [{ ...whole, port: null }] : []), ...ports].map(
      (row): AffectedPolicy => ({
        workload: pods.name,
        pods: pods.pods,
        ...row,
        lookedAt: all.workload === null || all.workload === pods.name,
      }),
    )
  })
  return distinct(rows, ({ workload, port }) => `${workload}:${port}`)
}

function changeOf(before: MtlsRules, after: MtlsRules, pods: PodGroup, port: number | null) {
  const [was, is] = [before, after].map((rules) => rules.policyOf(pods, port).mode)
  return was && is && was !== is ? { before: was, after: is } : null
}

const portsOf = (before: MtlsRules, after: MtlsRules, pods: PodGroup): number[] => [
  ...new Set(
    [before, after].flatMap((rules) =>
      rules.mesh.peerAuthentications
        .filter(({ namespace }) => namespace === pods.namespace)
        .flatMap(({ ports }) => ports.map(({ port }) => port)),
    ),
  ),
]

type Judged = {
  caller: SeenCaller
  before: EndpointCheck[]
  after: EndpointCheck[]
  breaks: boolean
  heals: boolean
}

/**
 * A caller breaks where a way that works now does not work afterwards. One that is seen in plaintext
 * and that nobody knows is taken for a client without a proxy.
 */
function judge(caller: SeenCaller, { before, after }: PreflightFacts): Judged {
  const [was, is] = [before, after].map((rules) => checksOf(rules, caller))
  const wasBroken = worst(was ?? []) === 'broken'
  const isBroken = worst(is ?? []) === 'broken'
  return {
    caller,
    before: was ?? [],
    after: is ?? [],
    breaks: isBroken && !wasBroken,
    heals: wasBroken && !isBroken,
  }
}

function checksOf(rules: MtlsRules, { source, ...pair }: SeenCaller): EndpointCheck[] {
  if (source && rules.podsOf(source).length > 0) return endpointChecks(rules, { ...pair, source })
  // Only seen encrypted, and not known here: a client of another cluster, which keeps on encrypting.
  return pair.plaintext ? endpointsFor(rules, pair, [null]) : []
}

const worst = (checks: readonly EndpointCheck[]): CallResult | null =>
  checks.some(({ result }) => result === 'broken') ? 'broken' : (checks[0]?.result ?? null)

function breakingCaller({ caller, after }: Judged, all: PreflightFacts): BreakingCaller {
  const { source, destination, plaintext } = caller
  const broken = after.find(({ result }) => result === 'broken')
  const isKnown = source !== null && all.before.podsOf(source).length > 0
  const client = shownSource(source, all.shows)
  const reason = broken ? reasonWords[broken.sending.reason].because : 'it sends plaintext'
  return {
    code: codeOf(client, destination),
    client,
    candidates: source === null ? candidatesFor(caller, all) : [],
    destination: qualifiedName(destination),
    port: broken?.port ?? null,
    evidence: !isKnown ? 'observed' : plaintext ? 'both' : 'configuration',
    sentence:
      source === null
        ? `A client without a proxy calls ${qualifiedName(destination)} in plaintext; it would be refused, and leave no metric.`
        : `${client} would be refused by ${qualifiedName(destination)}: ${reason}.`,
    seen: plaintext,
    objects: isKnown && source ? objectsOf(source, caller, all) : [],
  }
}

/** The rules that the client obeys, where one of them asks for TLS of some sort. */
function objectsOf(source: ObjectName, { destination, service }: SeenCaller, all: PreflightFacts) {
  const rules = all.after
    .podsOf(source)
    .flatMap((client) =>
      servicesTo(all.after, destination, service).flatMap(
        (one) => all.after.ruleOf(client, one)?.from ?? [],
      ),
    )
  return distinct(rules, qualifiedName)
    .filter(asksForTls)
    .map(({ namespace, name }): ObjectRef => ({ kind: 'DestinationRule', namespace, name }))
}

function candidatesFor({ destination, service }: SeenCaller, all: PreflightFacts): Candidate[] {
  const [pods] = all.before.podsOf(destination)
  if (!pods) return [unseenClient]
  return all.candidatesOf({
    workload: destination,
    labels: pods.labels,
    services: servicesTo(all.before, destination, service),
  })
}

/** Clients that were not seen, but would break if they called: by a rule of theirs. */
function byRules(all: PreflightFacts, hit: ReadonlySet<string>): BreakingCaller[] {
  const { before, after, namespace, shows } = all
  return before.mesh.destinationRules
    .filter((rule) => rule.namespace !== namespace && asksForTls(rule))
    .flatMap((rule) => {
      const client = clientOf(rule)
      const services = servicesOf(before, rule, before.servicesIn(namespace))
      const broken = services.flatMap((service) => {
        const destinations = distinct(before.endpointsOf(service), qualifiedName)
        return destinations
          .filter(({ name }) => hit.has(name))
          .filter((destination) => {
            const pair = { destination, service: qualifiedName(service) }
            const [was, is] = [before, after].map((rules) => endpointsFor(rules, pair, [client]))
            return worst(was ?? []) !== 'broken' && worst(is ?? []) === 'broken'
          })
      })
      const seen = (destination: ObjectName) =>
        all.callers.some(
          ({ source, destination: to }) =>
            source?.namespace === rule.namespace && to.name === destination.name,
        )
      const who = shows(rule.namespace)
        ? `clients in ${rule.namespace} that obey DestinationRule ${rule.name}`
        : 'clients that you may not see'
      return distinct(broken, qualifiedName)
        .filter((destination) => !seen(destination))
        .map(
          (destination): BreakingCaller => ({
            code: codeOf(who, destination),
            client: who,
            candidates: [],
            destination: qualifiedName(destination),
            port: null,
            evidence: 'configuration',
            sentence: `${who} were not seen calling ${qualifiedName(destination)}; if they do, they would be refused.`,
            seen: null,
            objects: [{ kind: 'DestinationRule', namespace: rule.namespace, name: rule.name }],
          }),
        )
    })
}

/** The kubelet's probes and Prometheus' scrapes, where they meet the application's own port. */
function byAgents(
  { facts, namespace, after }: PreflightFacts,
  affected: readonly AffectedPolicy[],
): BreakingCaller[] {
  const strict = new Set(
    affected.filter((one) => one.after === 'STRICT').map(({ workload }) => workload),
  )
  return facts.pods
    .filter((one) => one.namespace === namespace && one.proxy === 'sidecar' && strict.has(one.name))
    .flatMap((pods) => [
      ...(pods.probedDirectly
        ? [agent(pods, 'kubelet', null, 'The kubelet’s probes are not rewritten and would fail')]
        : []),
      ...(pods.scrapedAt !== null &&
      serverKind(pods, pods.scrapedAt) === 'sidecar' &&
      after.policyOf(pods, pods.scrapedAt).mode === 'STRICT'
        ? [
            agent(
              pods,
              'Prometheus',
              pods.scrapedAt,
              'Prometheus scrapes the application’s own port and would be refused',
            ),
          ]
        : []),
    ])
}

const agent = (
  pods: KnownPods,
  client: string,
  port: number | null,
  sentence: string,
): BreakingCaller => ({
  code: codeOf(client, pods),
  client,
  candidates: [],
  destination: qualifiedName(pods),
  port,
  evidence: 'configuration',
  sentence: `${sentence}: ${qualifiedName(pods)}.`,
  seen: null,
  objects: [],
})

/** Where nothing was seen nothing is proven. */
function quietWorkloads(
  hit: ReadonlySet<string>,
  callers: readonly SeenCaller[],
  { namespace }: PreflightFacts,
) {
  const called = new Set(callers.map(({ destination }) => destination.name))
  return [...hit]
    .filter((name) => !called.has(name))
    .sort()
    .map((name) => ({
      workload: `${namespace}/${name}`,
      sentence: 'Nobody was seen calling it, so nothing is known of who would be refused.',
    }))
}

const noteOf = ({ caller }: Judged, { shows }: PreflightFacts, what: string): CallNote => {
  const client = shownSource(caller.source, shows)
  const destination = qualifiedName(caller.destination)
  return { client, destination, sentence: `${client} to ${destination} ${what}.` }
}

/** Stays the same from plan to apply, and names nothing that is not shown beside it. */
const codeOf = (client: string, { namespace, name }: ObjectName) =>
  `breaks:${client}>${namespace}/${name}`

const bySeen = (a: BreakingCaller, b: BreakingCaller) =>
  (b.seen?.perSecond ?? 0) - (a.seen?.perSecond ?? 0) ||
  (b.seen?.count ?? 0) - (a.seen?.count ?? 0) ||
  (a.code < b.code ? -1 : 1)

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const keys = new Set<string>()
  return items.filter((item) => {
    const key = keyOf(item)
    if (keys.has(key)) return false
    keys.add(key)
    return true
  })
}
