import 'server-only'
import { workloadPair } from './istio-labels'
import {
  increase,
  type Matcher,
  maxWithout,
  oneOf,
  seen,
  selector,
  sumBy,
  surplusShare,
  timesOn,
  union,
  unlessOn,
  withHost,
} from './promql'

/** Which calls, as alternatives that exclude each other, and over what their growth is taken. */
export type Selection = Span & { calls: readonly (readonly Matcher[])[] }

/** `isTwice`: some proxy is scraped by several jobs or servers, and is to be counted once. */
export type Span = { windowSeconds: number; isTwice?: boolean }

/**
 * Both proxies of a call report it. Per pair of workloads the waypoint's report counts where there
 * is one, else the source's (it also sees calls that never arrived), else the destination's: callers
 * without a proxy, and clients whose metrics are switched off. Decided here, by the store, so every
 * view adds up the same samples. https://istio.io/latest/docs/reference/config/metrics/
 *
 * In two halves: they are evaluated side by side, and the second is small. Both are how much single
 * series have grown in the window: still to be summed, and then to be made a rate.
 */
export const countedAtSource = (metric: string, { calls, ...span }: Selection) =>
  union(
    calls.flatMap((matchers) => {
      const by = reported(metric, matchers, span)
      const notByWaypoint = unlessOn(workloadPair, by('=', 'source'), seen(by('=', 'waypoint')))
      return [notByWaypoint, by('=', 'waypoint')]
    }),
  )

export const countedAtDestination = (metric: string, { calls, ...span }: Selection) =>
  union(
    calls.map((matchers) => {
      const by = reported(metric, matchers, span)
      return unlessOn(workloadPair, by('=', 'destination'), seen(by('=~', 'source|waypoint')))
    }),
  )

/** Services (as `destination_service` patterns) that some route mirrors requests to. */
export type Mirrors = readonly string[]

/** Below this share, what a destination counts beyond its source is scrapes at different moments. */
const leastSurplus = 0.02

/**
 * Copies that a route mirrors are reported by their destination alone. Where the same pair also has
 * ordinary calls, they are what the destination counted beyond the source; retries look the same, so
 * it is asked only of services that a route mirrors to.
 */
export function mirroredSurplus(
  metric: string,
  labels: readonly string[],
  { calls, ...span }: Selection,
  mirrors: Mirrors,
): string[] {
  const toMirrors: Matcher = ['destination_service', '=~', mirrors.join('|')]
  return calls.map((matchers) => {
    const by = reported(metric, [...matchers, toMirrors], span)
    const atDestination = sumBy(labels, by('=', 'destination'))
    const share = surplusShare(
      sumBy(workloadPair, by('=~', 'source|waypoint')),
      sumBy(workloadPair, by('=', 'destination')),
    )
    return timesOn(workloadPair, atDestination, `(${share} > ${leastSurplus})`)
  })
}

/** Where security is measured: a sidecar's client side always says `unknown`. */
export const measuredAtServer = (metric: string, { calls, ...span }: Selection) =>
  union(calls.map((matchers) => reported(metric, matchers, span)('=~', 'destination|waypoint')))

/**
 * ztunnel measures at its clients' end as well. Whoever takes its tunnel reports that too; plaintext
 * may go to a pod without a proxy, of which nobody else tells. Only ztunnel writes regions.
 */
export const plaintextFromZtunnel: readonly Matcher[] = [
  ['source_region', '!=', ''],
  ['connection_security_policy', '!=', 'mutual_tls'],
  ['destination_workload', '!=', 'unknown'],
]
export const measuredAtClient = (metric: string, { calls, ...span }: Selection) =>
  union(
    calls.map((matchers) =>
      reported(metric, [...matchers, ...plaintextFromZtunnel], span)('=', 'source'),
    ),
  )

const reported =
  (metric: string, matchers: readonly Matcher[], span: Span) =>
  (operator: '=' | '=~', reporter: string) =>
    growthOnce(selector(metric, [['reporter', operator, reporter], ...matchers]), span)

/** How much single series have grown; those of a proxy that is scraped twice come once. */
export const growthOnce = (selected: string, { windowSeconds, isTwice = false }: Span) =>
  onceIf(isTwice, increase(selected, windowSeconds))

/** The same of anything else that is made of single series. */
export const onceIf = (isTwice: boolean, vector: string) => (isTwice ? once(vector) : vector)

/** What scraping adds beside the proxy's own labels, and what two scrapes of a proxy differ in. */
const scrapeLabels = [
  'instance',
  'job',
  'endpoint',
  'container',
  'metrics_path',
  'service',
  'replica',
  'prometheus',
  'prometheus_replica',
  '__replica__',
] as const

/** A proxy's address without its port: the merged metrics and Envoy's own are at two of them. */
export const proxyLabel = 'binnacle_proxy'

/** Two scrapes of one counter differ by a moment; of one proxy, the larger growth is as good as the other. */
const once = (vector: string) => maxWithout(scrapeLabels, withHost(vector, proxyLabel, 'instance'))

/** Where and over what a graph is asked for. No namespaces are all of them. */
export type Scope = Span & { namespaces: readonly string[] }

/** Calls with a workload in these namespaces at one end. */
export function touching({ namespaces, ...span }: Scope): Selection {
  if (namespaces.length === 0) return { calls: [[]], ...span }
  const any = oneOf(namespaces)
  const calls: Matcher[][] = [
    [['source_workload_namespace', '=~', any]],
    [
      ['source_workload_namespace', '!~', any],
      ['destination_workload_namespace', '=~', any],
    ],
  ]
  return { calls, ...span }
}

/** And calls to their services that no workload was chosen for. */
export function reaching(scope: Scope): Selection {
  if (scope.namespaces.length === 0) return touching(scope)
  const any = oneOf(scope.namespaces)
  const { calls, ...span } = touching(scope)
  const unanswered: Matcher[] = [
    ['source_workload_namespace', '!~', any],
    ['destination_workload_namespace', '!~', any],
    ['destination_service_namespace', '=~', any],
  ]
  return { calls: [...calls, unanswered], ...span }
}
