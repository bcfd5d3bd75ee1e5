import 'server-only'
import { reaching, type Scope } from './counting-rule'
import { proxyBuild, type Question } from './istio-metrics'
import type { VectorTable } from './parse-vector'
import { increase, labelled, type Matcher, maxOver, seen, selector, union } from './promql'

const trafficMetrics: Matcher = [
  '__name__',
  '=~',
  'istio_requests_total|istio_tcp_connections_opened_total|istio_tcp_sent_bytes_total',
]
/** Asked one by one: a rate over both would be two results with the same labels, which is refused. */
const tcpMetrics = ['istio_tcp_connections_opened_total', 'istio_tcp_sent_bytes_total']

/** The questions behind each explanation, as a person may ask them in Prometheus. */
export const presenceQueries = (scope: Scope) => {
  const counted = (vectors: readonly string[]) => `count(${union(vectors)})`
  const here = reaching(scope).calls
  return {
    lastScrape: `max(${maxOver(`timestamp(${proxyBuild})`, '1d', '5m')})`,
    anywhere: counted([selector('', [trafficMetrics])]),
    here: counted(here.map((matchers) => selector('', [trafficMetrics, ...matchers]))),
    requests: counted(
      here.map((matchers) =>
        seen(increase(selector('istio_requests_total', matchers), scope.windowSeconds)),
      ),
    ),
    tcp: counted(
      here.flatMap((matchers) =>
        tcpMetrics.map((metric) =>
          seen(`sum(${increase(selector(metric, matchers), scope.windowSeconds)})`),
        ),
      ),
    ),
  } as const
}

export type PresenceQueries = ReturnType<typeof presenceQueries>
export type Presence = Record<keyof PresenceQueries, number | null>

/** All of them at once; told apart by a label. */
export const presence = (queries: PresenceQueries): Question => ({
  groupLabels: [],
  labels: ['fact'],
  query: union(Object.entries(queries).map(([fact, query]) => labelled(query, 'fact', fact))),
})

/** `null`: there is none. `lastScrape` in epoch seconds, all others are counts of series. */
export function toPresence({ strings, labels, values }: VectorTable): Presence {
  const facts = new Map([...values].map((value, row) => [strings[labels[row] ?? -1], value]))
  const read = (fact: keyof Presence) => facts.get(fact) ?? null
  return {
    lastScrape: read('lastScrape'),
    anywhere: read('anywhere'),
    here: read('here'),
    requests: read('requests'),
    tcp: read('tcp'),
  }
}
