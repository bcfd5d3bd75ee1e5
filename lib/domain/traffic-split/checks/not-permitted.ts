import { destinationWords, evidenceOf, gains, isUsed, ruleWords, type SplitCheck } from './check'

/**
 * A backend in another namespace needs a ReferenceGrant there; without one its share is answered
 * with 500. https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export const notPermitted: SplitCheck = ({ route, rules, index }) => {
  if (route.kind === 'VirtualService' || !index.facts.known.referenceGrants) return []
  const { namespace: own } = route.object
  const isGranted = (target: { namespace: string; name: string }) =>
    index.facts.referenceGrants.some(
      ({ namespace, from, to }) =>
        namespace === target.namespace &&
        from.some((one) => one.kind === route.kind && one.namespace === own) &&
        to.some((one) => one.kind === 'Service' && (one.name === null || one.name === target.name)),
    )
  return rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      const { service } = one
      if (!service || service.namespace === own || isGranted(service) || !isUsed(rule, at))
        return []
      return [
        {
          code: 'not-permitted',
          severity: 'error',
          gate: gains(rule, at) ? 'block' : 'inform',
          title: `${service.namespace} does not let this route use ${service.name}`,
          detail: `What ${ruleWords(rule)} sends to ${destinationWords(one)} is answered with 500. Create a ReferenceGrant in ${service.namespace} for ${route.kind}s of ${own}.`,
          evidence: [evidenceOf(route, rule.route)],
        },
      ]
    }),
  )
}
