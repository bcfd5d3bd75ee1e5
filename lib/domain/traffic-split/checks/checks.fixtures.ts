import type { Finding } from '../../finding'
import { detectOwner } from '../../owner/detect-owner'
import { type RouteObject, sharesOf } from '../rule'
import type { Weights } from '../split'
import type { SplitFacts } from '../split-facts'
import { resolveRules, splitConfig } from '../world'
import { runChecks } from './run-checks'

/** What is found of a route, with a plan for its first rule or without one. */
export function found(
  route: RouteObject,
  cluster: SplitFacts,
  planned: Weights | null = null,
): Finding[] {
  const config = splitConfig(cluster)
  const rules = resolveRules(route, config.destinations).map((rule, at) => {
    const own = at === 0 ? planned : null
    const sharesAfter = own === null ? rule.shares : sharesOf(own, route.kind)
    return { ...rule, planned: own, sharesAfter }
  })
  return runChecks({ route, rules, owner: detectOwner(route, cluster), ...config })
}

export const codes = (findings: readonly Finding[]) =>
  findings.map(({ code, gate }) => `${code} ${gate}`)
