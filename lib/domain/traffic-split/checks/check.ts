import type { Evidence, Finding } from '../../finding'
import type { Owner } from '../../owner/owner'
import type { Destinations, ResolvedDestination } from '../destinations'
import type { Governance } from '../governance'
import type { RouteObject, Rule } from '../rule'
import type { Weights } from '../split'
import type { SplitIndex } from '../split-facts'

/** One thing that may be wrong with a route, and what it means for a change of its weights. */
export type SplitCheck = (context: CheckContext) => Finding[]

export type CheckContext = {
  route: RouteObject
  rules: readonly CheckedRule[]
  owner: Owner | null
  index: SplitIndex
  destinations: Destinations
  governance: Governance
}

export type CheckedRule = Rule & {
  resolved: readonly ResolvedDestination[]
  /** What a plan would write; `null` where nothing is planned for this rule. */
  planned: Weights | null
  /** Shares now and after the plan, 0–1, in the order of its destinations. */
  shares: readonly number[]
  sharesAfter: readonly number[]
}

/**
 * A change that sends more to a destination is held up by what is wrong with it; one that takes
 * traffic away from it is the cure, and only told. Without a plan a finding says what it would mean.
 */
export const gains = (rule: CheckedRule, at: number): boolean =>
  rule.planned === null
    ? (rule.shares[at] ?? 0) > 0
    : (rule.sharesAfter[at] ?? 0) > (rule.shares[at] ?? 0)

/** Destinations that have traffic now, or would get some. */
export const isUsed = (rule: CheckedRule, at: number): boolean =>
  (rule.shares[at] ?? 0) > 0 || (rule.sharesAfter[at] ?? 0) > 0

/** The object itself, and a place in it. */
export const evidenceOf = ({ kind, object }: RouteObject, path?: string): Evidence => ({
  kind,
  namespace: object.namespace,
  name: object.name,
  ...(path === undefined ? {} : { path }),
})

/** `reviews v2`, as it is written. */
export const destinationWords = ({ destination }: ResolvedDestination): string =>
  destination.subset ? `${destination.host} ${destination.subset}` : destination.host

/** The rule as a person finds it: by its name, else by its place. */
export const ruleWords = ({ name, route, protocol }: Rule): string =>
  name ? `route ${name}` : `${protocol} route ${Number(route.split('/').at(-1)) + 1}`
