import type { Destination } from '../istio-config/virtual-service'

/** All that a rule is but for its weights: what tells it again wherever it stands. */
export type RuleIdentity = {
  name: string | null
  /** In words, as rules are shown. */
  match: string
  destinations: readonly Pick<Destination, 'host' | 'subset' | 'port'>[]
}

const identityOf = ({ name, match, destinations }: RuleIdentity) =>
  JSON.stringify([name, match, destinations.map(({ host, subset, port }) => [host, subset, port])])

export const isSameRule = (a: RuleIdentity, b: RuleIdentity) => identityOf(a) === identityOf(b)

/**
 * Where a rule that was read at `place` stands now, as a JSON pointer: somebody may have put another
 * one in front of it. `null` where it is gone, and where several look like it and nobody can tell.
 */
export function placeOf(
  place: string,
  seen: RuleIdentity,
  rules: readonly (RuleIdentity & { route: string })[],
): string | null {
  const same = rules.filter((rule) => isSameRule(rule, seen))
  if (same.some(({ route }) => route === place)) return place
  return same.length === 1 ? (same[0]?.route ?? null) : null
}
