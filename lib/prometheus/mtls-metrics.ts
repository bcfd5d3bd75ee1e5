import 'server-only'
import { growthOnce, onceIf, plaintextFromZtunnel, type Span } from './counting-rule'
import type { Question } from './istio-metrics'
import {
  andOn,
  grownWithin,
  labelled,
  lastGrowth,
  type Matcher,
  newestSample,
  oneOf,
  perSecond,
  seen,
  selector,
  sumBy,
  union,
} from './promql'

/**
 * What mutual TLS is asked of the store: three questions, whatever the number of namespaces. Security
 * is measured where a call arrives: a sidecar's client side always says `unknown`, and only a ztunnel
 * tells of plaintext at its source.
 */
export type MtlsScope = {
  /** Of the destinations; none are all. */
  namespaces: readonly string[]
  /** Every pair and its principals, or only the pairs that are not encrypted. */
  pairs: 'all' | 'plaintext'
  /** Some proxy is scraped by several jobs or servers, and is to be counted once. */
  isTwice?: boolean
}

const namespaceLabel = 'destination_workload_namespace'
const policyLabel = 'connection_security_policy'
const workloadLabels = [
  'source_workload_namespace',
  'source_workload',
  namespaceLabel,
  'destination_workload',
]
const pairLabels = [...workloadLabels, 'destination_service']
const failureLabels = [...pairLabels, 'response_code', 'response_flags']

/** What tells one thing of the look-back from another. */
export const pastLabels = ['of', 'counted', ...failureLabels, policyLabel]

const shape = {
  groupLabels: pairLabels,
  labels: [
    'of',
    'counted',
    'fact',
    policyLabel,
    'source_principal',
    'response_code',
    'response_flags',
  ],
}

const counters = {
  requests: 'istio_requests_total',
  connections: 'istio_tcp_connections_opened_total',
} as const
const bytes = 'istio_tcp_received_bytes_total'

const within = ({ namespaces }: Pick<MtlsScope, 'namespaces'>): Matcher[] =>
  namespaces.length === 0 ? [] : [[namespaceLabel, '=~', oneOf(namespaces)]]

const arrived = (metric: string, scope: Pick<MtlsScope, 'namespaces'>, more: Matcher[] = []) =>
  selector(metric, [['reporter', '=~', 'destination|waypoint'], ...within(scope), ...more])

/** Envoy says `none` and ztunnel `unknown` of what the mesh did not encrypt. */
const notEncrypted: Matcher[] = [[policyLabel, '!=', 'mutual_tls']]

const pairsOf = (metric: string, scope: MtlsScope) =>
  arrived(metric, scope, scope.pairs === 'all' ? [] : notEncrypted)

/** How a refused call looks at its source, and what ztunnel denies. */
const refusals = (scope: MtlsScope) => {
  const atSource: Matcher[] = [
    ['reporter', '=', 'source'],
    ['response_flags', '=~', '(.*,)?(UF|UC|UR|URX)(,.*)?'],
    ...within(scope),
  ]
  const denied: Matcher[] = [
    ['reporter', '=', 'destination'],
    ['response_flags', '=', 'DENY'],
    ...within(scope),
  ]
  return [
    ['requests', selector('istio_requests_total', [...atSource, ['response_code', '=', '503']])],
    ['connections', selector('istio_tcp_connections_closed_total', atSource)],
    ['denied', selector('istio_tcp_connections_failed_total', denied)],
  ] as const
}

const row = (of: string, counted: string, vector: string) =>
  labelled(labelled(vector, 'of', of), 'counted', counted)

/** What goes on in the window: shares, pairs, refusals, and which refused pairs are answered too. */
export function securityNow(scope: MtlsScope, windowSeconds: number): Question {
  const span = { windowSeconds, isTwice: scope.isTwice ?? false }
  const perNamespace = Object.entries({ ...counters, bytes }).map(([counted, metric]) =>
    row(
      'namespace',
      counted,
      seen(sumBy([namespaceLabel, policyLabel], growthOnce(arrived(metric, scope), span))),
    ),
  )
  const principal = scope.pairs === 'all' ? ['source_principal'] : []
  const pairs = Object.entries(counters).map(([counted, metric]) =>
    row(
      'pair',
      counted,
      seen(
        sumBy([...pairLabels, policyLabel, ...principal], growthOnce(pairsOf(metric, scope), span)),
      ),
    ),
  )
  const failures = refusals(scope).map(([counted, selected]) =>
    row('refusal', counted, seen(sumBy(failureLabels, growthOnce(selected, span)))),
  )
  const sent = selector(counters.connections, [
    ['reporter', '=', 'source'],
    ...within(scope),
    ...plaintextFromZtunnel,
  ])
  const atClient = row('sent', 'connections', seen(sumBy(pairLabels, growthOnce(sent, span))))
  return {
    ...shape,
    query: perSecond(
      union([...perNamespace, ...pairs, atClient, ...failures, ...answered(scope, span)]),
      windowSeconds,
    ),
  }
}

/** Callers that are refused on one way may be answered on another. */
const answered = (scope: MtlsScope, span: Span) =>
  refusals(scope).flatMap(([counted, selected]) =>
    counted === 'denied'
      ? []
      : [
          row(
            'answered',
            counted,
            andOn(
              workloadLabels,
              seen(sumBy(workloadLabels, growthOnce(arrived(counters[counted], scope), span))),
              seen(sumBy(workloadLabels, growthOnce(selected, span))),
            ),
          ),
        ],
  )

export type LookBack = { seconds: number; stepSeconds: number }

/** How exact `lastSeenAt` is: 288 steps of the look-back, no less than a minute. */
export const lookBackOf = (seconds: number): LookBack => ({
  seconds,
  stepSeconds: Math.max(60, Math.ceil(seconds / 288 / 60) * 60),
})

/** What was seen within the look-back: how much, and when last. */
export function securityBefore(scope: MtlsScope, lookBack: LookBack): Question {
  const of = { ...lookBack, isTwice: scope.isTwice ?? false }
  const pairs = Object.entries(counters).flatMap(([counted, metric]) =>
    pastOf('pair', counted, [...pairLabels, policyLabel], pairsOf(metric, scope), of),
  )
  const failures = refusals(scope).flatMap(([counted, selected]) =>
    pastOf('refusal', counted, failureLabels, selected, of),
  )
  return { ...shape, query: union([...pairs, ...failures]) }
}

const pastOf = (
  of: string,
  counted: string,
  labels: readonly string[],
  selected: string,
  { isTwice, ...lookBack }: LookBack & { isTwice: boolean },
) => [
  labelled(
    row(of, counted, seen(sumBy(labels, onceIf(isTwice, grownWithin(selected, lookBack.seconds))))),
    'fact',
    'count',
  ),
  labelled(row(of, counted, lastGrowth(labels, selected, lookBack)), 'fact', 'lastSeen'),
]

/** When what is known of each namespace was scraped. */
export const securityAge = (scope: Pick<MtlsScope, 'namespaces'>): Question => ({
  ...shape,
  query: union(
    Object.entries(counters).map(([counted, metric]) =>
      row('namespace', counted, newestSample([namespaceLabel], arrived(metric, scope))),
    ),
  ),
})

/** When the root certificate ends, in seconds since the epoch; the first of several istiods'. */
export const rootCertificate: Question = {
  groupLabels: [],
  labels: [],
  query: union([
    'min(citadel_server_root_cert_expiry_timestamp)',
    'min(citadel_server_root_cert_expiry_seconds + time())',
  ]),
}
