import type { HttpMatch, VirtualService } from '../../istio-config/virtual-service'
import { isEverything } from '../match-words'
import { type CheckedRule, evidenceOf, ruleWords, type SplitCheck } from './check'

/**
 * Istio goes through http rules in their order and stops at the first that takes everything: what
 * comes after it takes nothing. Routes of the Gateway API are ordered by how much they say instead.
 */
export const unreachableRule: SplitCheck = ({ route, rules }) => {
  if (route.kind !== 'VirtualService') return []
  const last = catchAll(route.object)
  if (last < 0) return []
  const isPlanned = (rule: CheckedRule) => rule.planned !== null
  return rules
    .filter(
      ({ protocol, route: path }) => protocol === 'http' && Number(path.split('/').at(-1)) > last,
    )
    .filter(({ destinations }) => destinations.length > 0)
    .map((rule) => ({
      code: 'unreachable-rule',
      severity: 'warning',
      gate: isPlanned(rule) ? 'acknowledge' : 'inform',
      title: `Nothing reaches ${ruleWords(rule)}`,
      detail: `http route ${last + 1} before it takes all requests. Move the one with the match in front.`,
      evidence: [evidenceOf(route, rule.route), evidenceOf(route, `/spec/http/${last}`)],
    }))
}

const catchAll = ({ http }: VirtualService) =>
  http.findIndex(({ matches }) => matches.length === 0 || matches.some(takesEverything))

const takesEverything = (match: HttpMatch) =>
  isEverything(match.uri) &&
  [match.scheme, match.method, match.authority, match.port, match.sourceNamespace].every(
    (condition) => condition === null,
  ) &&
  [match.headers, match.withoutHeaders, match.queryParams, match.sourceLabels].every(
    (conditions) => Object.keys(conditions).length === 0,
  ) &&
  match.gateways.length === 0 &&
  !match.other
