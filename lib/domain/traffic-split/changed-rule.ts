import { type Rule, weightsOf } from './rule'
import type { Weights } from './split'

/** What a change record says of the weights. */
export type WeightsChange = { routes: ChangedRoute[] }

/** A rule that was changed: where it stood, and what tells it again when it has been shifted. */
export type ChangedRoute = RecordedRule & { before: Weights; after: Weights }

/** Records that were written before they said so have no match, and may have no destinations. */
export type RecordedRule = {
  route: string
  name: string | null
  match: string
  to: string[]
}

/** Ten records share the place of an annotation: a match of many words is cut. */
const longestMatch = 160

/** As it is written into a record. */
export const recordedRule = ({ route, name, match, destinations }: Rule): RecordedRule => ({
  route,
  name,
  match: match.slice(0, longestMatch),
  to: destinations.map(({ host, subset, port }) =>
    [host, subset, port].filter((part) => part !== null).join(':'),
  ),
})

/** Another rule stands where the recorded one stood; one that is gone is not another. */
export function isShifted(recorded: RecordedRule, rules: readonly Rule[]): boolean {
  const now = rules.find(({ route }) => route === recorded.route)
  if (now === undefined) return false
  const { name, match, to } = recordedRule(now)
  const leadsElsewhere = recorded.to.length > 0 && recorded.to.join(' ') !== to.join(' ')
  const takesOther = recorded.match !== '' && (recorded.match !== match || recorded.name !== name)
  return leadsElsewhere || takesOther
}

/** The weights at a place as they are written now; `null` where there is no such rule. */
export function weightsAt(place: string, rules: readonly Rule[]): Weights | null {
  const rule = rules.find(({ route }) => route === place)
  return rule && rule.destinations.length > 0 ? weightsOf(rule) : null
}
