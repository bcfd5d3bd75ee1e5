import { type SecurityRate, securityShares } from '../traffic/security-shares'
import type { SecurityShares } from '../traffic/traffic'
import { qualifiedName } from '../workload'
import type { ObjectName } from './mesh'

/** What is counted: HTTP and gRPC in requests, TCP in connections and bytes. Never added up. */
export type Counted = 'requests' | 'connections' | 'bytes'

/** Between whom; `null` where the labels do not know it. */
export type Pair = { source: ObjectName | null; destination: ObjectName; service: string | null }

/** What destinations (sidecars, waypoints, ztunnels) reported in the window. */
export type SecurityReport = SecurityRate & { counted: Counted }

/** Of one pair, with the client's identity where a handshake proved it. */
export type PairReport = SecurityReport & Pair & { principal: string | null }

/** Calls that failed as refused ones do: 503 with UC, UF, UR or URX at the source, DENY at ztunnel. */
export type FailureReport = Pair & {
  code: string
  flags: string
  reportedBy: 'source' | 'ztunnel'
  perSecond: number | null
  count: number | null
  /** Epoch ms. */
  lastSeenAt: number | null
}

/** What was seen of one pair within the look-back, whether or not it still goes on. */
export type PastReport = Pair & {
  counted: Exclude<Counted, 'bytes'>
  policy: SecurityRate['policy']
  /** About how many; a series born inside the look-back counts in full. */
  count: number
  /** End of the last step in which the counter grew or was born; epoch ms. */
  lastSeenAt: number | null
}

/** What goes on in the window, of all namespaces that were asked for. */
export type SecurityNow = {
  /** By namespace. */
  reports: ReadonlyMap<string, readonly SecurityReport[]>
  pairs: readonly PairReport[]
  failures: readonly FailureReport[]
  /** `namespace/name>namespace/name` of pairs that the destination reports too. */
  answered: ReadonlySet<string>
}

export type SecurityBefore = {
  pairs: readonly PastReport[]
  failures: readonly FailureReport[]
}

/** Epoch ms. */
export type SecurityAge = { byNamespace: ReadonlyMap<string, number>; newest: number | null }

/** Of whom to whom, whatever the service. */
export const pairKey = ({ source, destination }: Pick<Pair, 'source' | 'destination'>) =>
  `${source ? qualifiedName(source) : 'unknown'}>${qualifiedName(destination)}`

export type Shares = {
  requests: SecurityShares | null
  connections: SecurityShares | null
  bytes: SecurityShares | null
}

export const sharesOf = (reports: readonly SecurityReport[]): Shares => ({
  requests: shareOf(reports, 'requests'),
  connections: shareOf(reports, 'connections'),
  bytes: shareOf(reports, 'bytes'),
})

const shareOf = (reports: readonly SecurityReport[], counted: Counted) =>
  securityShares(reports.filter((one) => one.counted === counted))

/** A caller that is seen without the mesh's encryption, now or within the look-back. */
export type PlaintextCaller = Pair & {
  counted: Exclude<Counted, 'bytes'>
  policy: 'none' | 'unknown'
  /** In the window; `null`: not any more. */
  perSecond: number | null
  count: number | null
  lastSeenAt: number | null
}

/**
 * One caller for each pair and each thing that is counted. What is seen in the window is being sent
 * now, so it was last seen at `now` whatever the coarser look-back says.
 */
export function plaintextCallers(
  window: readonly (Pair & SecurityReport)[],
  past: readonly PastReport[],
  now: number,
): PlaintextCaller[] {
  const callers = new Map<string, PlaintextCaller>()
  for (const { policy, counted, count, lastSeenAt, ...pair } of past)
    if (policy !== 'mutual_tls')
      callers.set(keyOf({ ...pair, counted }), {
        ...toPair(pair),
        counted,
        policy,
        count,
        lastSeenAt,
        perSecond: null,
      })
  for (const { policy, counted, perSecond, ...pair } of window) {
    if (policy === 'mutual_tls' || counted === 'bytes') continue
    const key = keyOf({ ...pair, counted })
    const known = callers.get(key)
    callers.set(key, {
      ...toPair(pair),
      counted,
      policy,
      count: known?.count ?? null,
      lastSeenAt: now,
      perSecond: (known?.perSecond ?? 0) + perSecond,
    })
  }
  return [...callers.values()].sort(byWeight)
}

const toPair = ({ source, destination, service }: Pair): Pair => ({ source, destination, service })

const keyOf = ({ source, destination, service, counted }: Pair & { counted: string }) =>
  `${source?.namespace}/${source?.name}>${destination.namespace}/${destination.name}>${service}>${counted}`

/** What goes on first, then the most, then what ended last; by name where all is equal. */
const byWeight = (a: PlaintextCaller, b: PlaintextCaller) =>
  (b.perSecond ?? 0) - (a.perSecond ?? 0) ||
  (b.count ?? 0) - (a.count ?? 0) ||
  (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0) ||
  (keyOf(a) < keyOf(b) ? -1 : 1)

/** What a label says, exactly. */
export function meaningOf({ policy, source }: Pick<PlaintextCaller, 'policy' | 'source'>): string {
  if (policy === 'unknown')
    return source
      ? 'Not encrypted by the mesh; ztunnel looked up who it was.'
      : 'Not encrypted by the mesh; ztunnel knows no workload at this address.'
  return source
    ? 'No mesh TLS; it may be the application’s own. The caller told its name itself.'
    : 'No mesh TLS; it may be the application’s own. A caller without a proxy has no name.'
}
