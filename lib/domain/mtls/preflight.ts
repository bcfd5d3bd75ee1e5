import { distinct } from '../distinct'
import type { ObjectRef } from '../finding'
import type { Shows } from '../shown'
import { qualifiedName } from '../workload'
import { type AffectedPolicy, affectedPolicies, type PolicyChange } from './affected-policies'
import { breakingAgents } from './breaking-agents'
import { type BreakingCaller, codeOf } from './breaking-caller'
import type { EndpointCheck } from './call-check'
import { type Candidate, type CandidateFinder, unseenClient } from './candidates'
import { asksForTls, clientOf, servicesOf } from './findings/client-rules'
import type { ObjectName } from './mesh'
import type { PlaintextCaller } from './observation'
import { reasonWords } from './reason-words'
import { endpointChecks, endpointsFor, servicesTo } from './refused'
import type { MtlsRules } from './rules'
import type { MtlsFacts } from './surroundings'
import { shownSource } from './visible'
import type { CallResult } from './words'

/** The mesh before and after a change of policy, and who was seen calling. */
export type PreflightFacts = PolicyChange & {
  port: number | null
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
    ...breakingAgents(all, affected),
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
      const who = shows(rule.namespace, 'DestinationRule')
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

const bySeen = (a: BreakingCaller, b: BreakingCaller) =>
  (b.seen?.perSecond ?? 0) - (a.seen?.perSecond ?? 0) ||
  (b.seen?.count ?? 0) - (a.seen?.count ?? 0) ||
  (a.code < b.code ? -1 : 1)
