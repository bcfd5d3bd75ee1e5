import type { ServiceName } from '../../host'
import { qualifiedName } from '../../workload'
import {
  type CheckContext,
  destinationWords,
  evidenceOf,
  gains,
  isUsed,
  type SplitCheck,
} from './check'

/**
 * A DestinationRule in a client's own namespace replaces the service's, subsets and all: its clients
 * get 503 with flag NC for a subset that it does not repeat.
 */
export const hiddenSubset: SplitCheck = (context) => {
  const { route, rules } = context
  return rules.flatMap((rule) =>
    rule.resolved.flatMap((one, at) => {
      const { service, destination } = one
      if (!service || !destination.subset || one.subset.kind !== 'found' || !isUsed(rule, at))
        return []
      return hidingRules(context, service, destination.subset, destination.namespace).map(
        (hiding) => ({
          code: 'hidden-subset',
          severity: 'warning' as const,
          gate: gains(rule, at) ? ('acknowledge' as const) : ('inform' as const),
          title: `Clients in ${hiding.namespace} do not see subset ${destination.subset}`,
          detail: `DestinationRule ${qualifiedName(hiding)} stands for them instead of the service’s own, and does not define it: what they send to ${destinationWords(one)} fails with 503.`,
          evidence: [
            { kind: 'DestinationRule', namespace: hiding.namespace, name: hiding.name },
            evidenceOf(route, rule.route),
          ],
        }),
      )
    }),
  )
}

function hidingRules(
  { index, destinations }: CheckContext,
  service: ServiceName,
  subset: string,
  own: string,
) {
  return index
    .rulesOf(service)
    .filter(({ namespace }) => namespace !== own && namespace !== service.namespace)
    .filter(({ namespace }) => namespace !== index.meshConfigOf(own).rootNamespace)
    .filter(
      ({ namespace }) => destinations.subsetFor(service, subset, namespace).kind === 'missing',
    )
}
