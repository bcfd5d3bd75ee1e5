import type { ServiceName } from '../../host'
import type { ResolvedDestination } from '../destinations'
import type { SplitIndex } from '../split-facts'
import { evidenceOf, ruleWords, type SplitCheck } from './check'

/**
 * In an ambient mesh only a waypoint reads requests. Without one a route of a service is accepted
 * and does nothing. https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export const noWaypoint: SplitCheck = ({ route, rules, index }) =>
  rules.flatMap((rule) => {
    if (!lacksWaypoint(rule.resolved, index)) return []
    return [
      {
        code: 'no-waypoint',
        severity: 'error',
        gate: rule.planned === null && !rule.destinations[1] ? 'inform' : 'block',
        title: `${ruleWords(rule)} has no effect: there is no waypoint`,
        detail:
          'Its pods are in an ambient mesh. Deploy a waypoint and label the service with istio.io/use-waypoint first.',
        evidence: [evidenceOf(route, rule.route)],
      },
    ]
  })

/** All of its pods are ambient, and none of its services has a waypoint. */
export function lacksWaypoint(
  resolved: readonly ResolvedDestination[],
  index: SplitIndex,
): boolean {
  const workloads = resolved.flatMap((one) => one.workloads ?? [])
  return (
    workloads.length > 0 &&
    workloads.every(({ dataPlaneMode }) => dataPlaneMode === 'ambient') &&
    resolved.every(({ service }) => service === null || !usesWaypoint(service, index))
  )
}

function usesWaypoint(name: ServiceName, index: SplitIndex): boolean {
  const own = index.service(name)?.labels['istio.io/use-waypoint']
  const inherited = index.facts.namespaceLabels.get(name.namespace)?.['istio.io/use-waypoint']
  return !['none', ''].includes(own ?? inherited ?? '')
}
