import { qualifiedName } from '../../workload'
import { destinationWords, evidenceOf, gains, isUsed, ruleWords, type SplitCheck } from './check'

/** A subset that no DestinationRule defines for clients of this namespace: 503 with flag NC. */
export const unknownSubset: SplitCheck = ({ route, rules, index }) => {
  if (!index.facts.known.destinationRules) return []
  return rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      const { subset } = one
      if (subset.kind !== 'missing' || one.service === null || !isUsed(rule, at)) return []
      const where =
        subset.in.length > 0
          ? `DestinationRule ${subset.in.map(qualifiedName).join(', ')} does not define it`
          : 'There is no DestinationRule for this service'
      // A rule of the mesh’s own namespace stands where no nearer one does, and nobody can see all.
      const isCertain = index.facts.shows(index.meshConfigOf(route.object.namespace).rootNamespace)
      return [
        {
          code: 'unknown-subset',
          severity: 'error',
          gate: gains(rule, at) ? (isCertain ? 'block' : 'acknowledge') : 'inform',
          title: `Subset ${one.destination.subset} of ${one.destination.host} is not defined`,
          detail: `${where}: what ${ruleWords(rule)} sends to ${destinationWords(one)} fails with 503. Define the subset first${isCertain ? '' : ', unless the mesh’s own namespace, which you cannot see, does'}.`,
          evidence: [
            evidenceOf(route, rule.route),
            ...subset.in.map((name) => ({ kind: 'DestinationRule', ...name })),
          ],
        },
      ]
    }),
  )
}
