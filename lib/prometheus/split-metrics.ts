import 'server-only'
import {
  countedAtDestination,
  countedAtSource,
  reaching,
  type Scope,
  type Selection,
  type Span,
  touching,
} from './counting-rule'
import { hopLabels, hopLabelsOf, outcomeLabels } from './istio-labels'
import type { Question } from './istio-metrics'
import {
  increase,
  labelled,
  maxBy,
  maxOverTime,
  oneOf,
  perSecond,
  seen,
  selector,
  sumBy,
  union,
} from './promql'

/** The questions that splits ask: one each, whatever the number of routes. */

const counted = (metric: string, atSource: Selection, atDestination: Selection) =>
  union([countedAtSource(metric, atSource), countedAtDestination(metric, atDestination)])

export const splitRequests = (scope: Scope): Question => ({
  groupLabels: hopLabels,
  labels: outcomeLabels,
  query: perSecond(
    seen(
      sumBy(
        [...hopLabels, ...outcomeLabels],
        counted('istio_requests_total', reaching(scope), touching(scope)),
      ),
    ),
    scope.windowSeconds,
  ),
})

/** In the shape of the graph's question, of which it is a third. */
export const splitConnections = (scope: Scope): Question => ({
  groupLabels: hopLabels,
  labels: ['quantity'],
  query: labelled(
    perSecond(
      seen(
        sumBy(
          hopLabels,
          counted('istio_tcp_connections_opened_total', reaching(scope), touching(scope)),
        ),
      ),
      scope.windowSeconds,
    ),
    'quantity',
    'connections',
  ),
})

type Services = readonly { namespace: string; name: string }[]

/**
 * Buckets only of the services that are split, give or take one of the same name: twenty series for
 * each pair of workloads are the dearest that there are.
 */
export function splitLatency(services: Services, span: Span): Question {
  const calls = [
    [
      ['destination_service_name', '=~', oneOf(distinct(services.map(({ name }) => name)))],
      [
        'destination_service_namespace',
        '=~',
        oneOf(distinct(services.map(({ namespace }) => namespace))),
      ],
    ],
  ] as const
  const { windowSeconds, isTwice = false } = span
  const selection = { calls, windowSeconds, isTwice }
  return {
    groupLabels: hopLabelsOf('workload'),
    labels: ['le'],
    query: perSecond(
      sumBy(
        [...hopLabelsOf('workload'), 'le'],
        counted('istio_request_duration_milliseconds_bucket', selection, selection),
      ),
      windowSeconds,
    ),
  }
}

const podLabels = ['destination_workload_namespace', 'destination_workload'] as const

/** The most that one proxy of each workload has received in the last day, in requests per second. */
export const mostPerPod = (workloads: Services): Question => ({
  groupLabels: podLabels,
  labels: [],
  query: perSecond(
    maxOverTime(mostByPod(workloads), { overSeconds: 86_400, stepSeconds }),
    stepSeconds,
  ),
})

const stepSeconds = 300

const mostByPod = (workloads: Services) => {
  const received = selector('istio_requests_total', [
    ['reporter', '=', 'destination'],
    ['destination_workload', '=~', oneOf(distinct(workloads.map(({ name }) => name)))],
    [
      'destination_workload_namespace',
      '=~',
      oneOf(distinct(workloads.map(({ namespace }) => namespace))),
    ],
  ])
  return maxBy(podLabels, sumBy([...podLabels, 'instance'], increase(received, stepSeconds)))
}

const distinct = (names: readonly string[]) => [...new Set(names)].sort()
