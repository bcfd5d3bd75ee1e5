import { destinationWords, evidenceOf, gains, isUsed, ruleWords, type SplitCheck } from './check'

/**
 * A service of the cluster that is not there: its share fails, with 503 and flag NC behind a
 * VirtualService, with 500 behind a route of the Gateway API. Istio's webhook does not look.
 */
export const unknownHost: SplitCheck = ({ route, rules, index }) => {
  if (!index.facts.known.services) return []
  return rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      if (one.service === null || index.service(one.service) !== null || !isUsed(rule, at))
        return []
      return [
        {
          code: 'unknown-host',
          severity: 'error',
          gate: gains(rule, at) ? 'block' : 'inform',
          title: `There is no service ${one.destination.host}`,
          detail: `${destinationWords(one)} of ${ruleWords(rule)} leads nowhere: what is sent there fails. Create the service, or move the traffic away.`,
          evidence: [evidenceOf(route, rule.route)],
        },
      ]
    }),
  )
}
