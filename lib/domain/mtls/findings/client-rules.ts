import type { Finding } from '../../finding'
import { rememberFor } from '../../remember'
import { qualifiedName } from '../../workload'
import { type CheckedCall, checkCall } from '../call-check'
import { capturesAll } from '../capture'
import { fullHost, matchesHost } from '../host-pattern'
import type { ClientRule, MtlsService, PodGroup } from '../mesh'
import type { MtlsRules } from '../rules'
import { type Check, refTo, told } from './context'

/** DestinationRules that make clients send less than they could, or what is refused. */
export const weakeningRules: Check = ({ rules, namespace }) => {
  const services = rules.servicesIn(namespace)
  return askingForTls(rules.mesh.destinationRules).flatMap((rule) =>
    worstOfRule(rules, rule, servicesOf(rules, rule, services)),
  )
}

const askingForTls = rememberFor((all: readonly ClientRule[]) => all.filter(asksForTls))

export const asksForTls = ({ policy, subsets }: ClientRule) =>
  [policy, ...subsets.map((subset) => subset.policy)].some(
    (one) => one !== null && (one.tls !== null || one.ports.some(({ tls }) => tls !== null)),
  )

export function servicesOf(
  rules: MtlsRules,
  rule: ClientRule,
  services: readonly MtlsService[],
): readonly MtlsService[] {
  const host = fullHost(rule.host, rule.namespace, rules.configOf(null).domain)
  return services.filter((service) => matchesHost(host, service.host))
}

/** A sidecar that obeys the rule, if any does: of its own namespace, with the labels that it asks for. */
export const clientOf = ({ namespace, workloadSelector }: ClientRule): PodGroup => ({
  namespace,
  name: 'any client',
  labels: workloadSelector ?? {},
  proxy: 'sidecar',
  announcesMtls: true,
  hbone: false,
  revision: null,
  role: null,
  ports: [],
  capture: capturesAll,
  pods: 0,
})

function worstOfRule(
  rules: MtlsRules,
  rule: ClientRule,
  services: readonly MtlsService[],
): Finding[] {
  const subsets = [null, ...rule.subsets.filter(({ policy }) => policy).map(({ name }) => name)]
  const checks = services.flatMap((service) =>
    service.ports.flatMap(({ port }) =>
      subsets.map((subset) =>
        checkCall(rules, { client: clientOf(rule), service, port, subset, direct: false }),
      ),
    ),
  )
  const obeyed = checks.filter(({ rule: one }) => one?.from.includes(rule))
  const broken = obeyed.find(({ result, endpoints }) => result === 'broken' && endpoints.length > 0)
  if (broken) return [breaks(rule, broken)]
  const undecided = obeyed.find(({ result }) => result === 'ambiguous')
  if (undecided) return [readTwoWays(rule)]
  const open = obeyed.find(isDowngrade)
  return open ? [weakens(rule, open)] : []
}

/** Both sides could speak mutual TLS, and do not. */
const isDowngrade = ({ result, endpoints }: CheckedCall) =>
  result === 'plaintext' &&
  endpoints.some(
    ({ sending, server }) => sending.asked === 'DISABLE' && server.mode === 'PERMISSIVE',
  )

const evidenceOf = (rule: ClientRule) => [
  { ...refTo('DestinationRule', rule), path: '/spec/trafficPolicy/tls' },
]

const breaks = (rule: ClientRule, { service, port, endpoints }: CheckedCall): Finding =>
  told('error', {
    code: 'rule-breaks',
    title: `DestinationRule ${qualifiedName(rule)} breaks calls to ${qualifiedName(service)} on port ${port}`,
    detail: `Clients that obey it ask for ${endpoints[0]?.sending.asked ?? 'what'}, which the server does not accept. Leave out its tls, so that Istio finds out by itself what each server takes.`,
    evidence: evidenceOf(rule),
  })

const weakens = (rule: ClientRule, { service }: CheckedCall): Finding =>
  told('warning', {
    code: 'rule-weakens',
    title: `DestinationRule ${qualifiedName(rule)} turns off mutual TLS to ${qualifiedName(service)}`,
    detail:
      'Its clients send plaintext to a server that takes mutual TLS. They would be refused under STRICT. Leave out its tls.',
    evidence: evidenceOf(rule),
  })

const readTwoWays = (rule: ClientRule): Finding =>
  told('warning', {
    code: 'rule-ambiguous',
    title: `DestinationRule ${qualifiedName(rule)} is read two ways`,
    detail:
      'It has a tls, and an entry for a port without one. Parts of Istio disagree on what that means. Give the port’s entry a tls of its own.',
    evidence: evidenceOf(rule),
  })
