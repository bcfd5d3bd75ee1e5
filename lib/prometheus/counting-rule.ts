import 'server-only'
import { workloadPair } from './istio-labels'
import { type Matcher, oneOf, rate, seen, selector, union, unlessOn } from './promql'

/** Which calls, as alternatives that exclude each other, and over what their rates are taken. */
export type Selection = { calls: readonly (readonly Matcher[])[]; windowSeconds: number }

/**
 * Both proxies of a call report it. Per pair of workloads the waypoint's report counts where there
 * is one, else the source's (it also sees calls that never arrived), else the destination's: callers
 * without a proxy, and clients whose metrics are switched off. Decided here, by the store, so every
 * view adds up the same samples. https://istio.io/latest/docs/reference/config/metrics/
 *
 * In two halves: they are evaluated side by side, and the second is small. Both are rates of single
 * series, still to be summed.
 */
export const countedAtSource = (metric: string, { calls, windowSeconds }: Selection) =>
  union(
    calls.flatMap((matchers) => {
      const by = reported(metric, matchers, windowSeconds)
      const notByWaypoint = unlessOn(workloadPair, by('=', 'source'), seen(by('=', 'waypoint')))
      return [notByWaypoint, by('=', 'waypoint')]
    }),
  )

export const countedAtDestination = (metric: string, { calls, windowSeconds }: Selection) =>
  union(
    calls.map((matchers) => {
      const by = reported(metric, matchers, windowSeconds)
      return unlessOn(workloadPair, by('=', 'destination'), seen(by('=~', 'source|waypoint')))
    }),
  )

/** Where security is measured: a sidecar's client side always says `unknown`. */
export const measuredAtServer = (metric: string, { calls, windowSeconds }: Selection) =>
  union(
    calls.map((matchers) =>
      reported(metric, matchers, windowSeconds)('=~', 'destination|waypoint'),
    ),
  )

const reported =
  (metric: string, matchers: readonly Matcher[], windowSeconds: number) =>
  (operator: '=' | '=~', reporter: string) =>
    rate(selector(metric, [['reporter', operator, reporter], ...matchers]), windowSeconds)

/** Where and over what a graph is asked for. No namespaces are all of them. */
export type Scope = { namespaces: readonly string[]; windowSeconds: number }

/** Calls with a workload in these namespaces at one end. */
export function touching({ namespaces, windowSeconds }: Scope): Selection {
  if (namespaces.length === 0) return { calls: [[]], windowSeconds }
  const any = oneOf(namespaces)
  const calls: Matcher[][] = [
    [['source_workload_namespace', '=~', any]],
    [
      ['source_workload_namespace', '!~', any],
      ['destination_workload_namespace', '=~', any],
    ],
  ]
  return { calls, windowSeconds }
}

/** And calls to their services that no workload was chosen for. */
export function reaching(scope: Scope): Selection {
  if (scope.namespaces.length === 0) return touching(scope)
  const any = oneOf(scope.namespaces)
  const { calls, windowSeconds } = touching(scope)
  const unanswered: Matcher[] = [
    ['source_workload_namespace', '!~', any],
    ['destination_workload_namespace', '!~', any],
    ['destination_service_namespace', '=~', any],
  ]
  return { calls: [...calls, unanswered], windowSeconds }
}
