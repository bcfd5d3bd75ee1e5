import 'server-only'
import { parseServiceHost } from '../domain/host'
import type { ObjectName } from '../domain/mtls/mesh'
import {
  type Counted,
  type FailureReport,
  type Pair,
  type PairReport,
  type PastReport,
  pairKey,
  type SecurityAge,
  type SecurityBefore,
  type SecurityNow,
  type SecurityReport,
} from '../domain/mtls/observation'
import { knownOrNull } from '../domain/service-graph/peer'
import { qualifiedName } from '../domain/workload'
import { pastLabels } from './mtls-metrics'
import type { VectorShape, VectorTable } from './parse-vector'

type Row = {
  read: (label: string) => string
  value: number
}

export function toSecurityNow(table: VectorTable, shape: VectorShape): SecurityNow {
  const reports = new Map<string, SecurityReport[]>()
  const pairs: PairReport[] = []
  const failures: FailureReport[] = []
  const sent: PairReport[] = []
  const answered = new Set<string>()
  for (const { read, value } of rowsOf(table, shape)) {
    const counted = read('counted')
    const pair = pairOf(read)
    switch (read('of')) {
      case 'namespace': {
        const namespace = read('destination_workload_namespace')
        const known = reports.get(namespace) ?? []
        known.push({ counted: countedOf(counted), policy: policyOf(read), perSecond: value })
        reports.set(namespace, known)
        break
      }
      case 'pair':
        if (pair)
          pairs.push({
            ...pair,
            counted: countedOf(counted),
            policy: policyOf(read),
            perSecond: value,
            principal: knownOrNull(read('source_principal')),
          })
        break
      case 'sent':
        if (pair)
          sent.push({
            ...pair,
            counted: 'connections',
            policy: 'unknown',
            perSecond: value,
            principal: null,
          })
        break
      case 'refusal':
        if (pair)
          failures.push({
            ...failureOf(pair, read),
            perSecond: value,
            count: null,
            lastSeenAt: null,
          })
        break
      case 'answered':
        if (pair) answered.add(pairKey(pair))
        break
    }
  }
  return withSent({ reports, pairs, failures, answered }, sent)
}

/** What a ztunnel sent in plaintext counts where nobody at the other end has measured it. */
function withSent({ reports, pairs, ...rest }: SecurityNow, sent: readonly PairReport[]) {
  const measured = new Set(pairs.map(pairKey))
  const unmeasured = sent.filter((pair) => !measured.has(pairKey(pair)))
  const all = new Map(reports)
  for (const { destination, counted, policy, perSecond } of unmeasured) {
    const { namespace } = destination
    all.set(namespace, [...(all.get(namespace) ?? []), { counted, policy, perSecond }])
  }
  return { ...rest, reports: all, pairs: [...pairs, ...unmeasured] }
}

/**
 * Only what grew is told: without a count a series has come back after nobody had scraped for a while,
 * and was born then as far as the store knows.
 */
export function toSecurityBefore(table: VectorTable, shape: VectorShape): SecurityBefore {
  const lastSeenAt = new Map<string, number>()
  for (const { read, value } of rowsOf(table, shape))
    if (read('fact') === 'lastSeen') lastSeenAt.set(pastKey(read), Math.round(value * 1000))
  const pairs: PastReport[] = []
  const failures: FailureReport[] = []
  for (const { read, value } of rowsOf(table, shape)) {
    const pair = pairOf(read)
    if (!pair || read('fact') !== 'count') continue
    const seen = { count: value, lastSeenAt: lastSeenAt.get(pastKey(read)) ?? null }
    if (read('of') === 'pair') {
      const counted = read('counted') === 'connections' ? 'connections' : 'requests'
      pairs.push({ ...pair, counted, policy: policyOf(read), ...seen })
    } else failures.push({ ...failureOf(pair, read), perSecond: null, ...seen })
  }
  return { pairs, failures }
}

const pastKey = (read: Row['read']) => pastLabels.map(read).join('|')

/** Epoch ms by namespace. */
export function toSecurityAge(table: VectorTable, shape: VectorShape): SecurityAge['byNamespace'] {
  const byNamespace = new Map<string, number>()
  for (const { read, value } of rowsOf(table, shape)) {
    const namespace = read('destination_workload_namespace')
    byNamespace.set(namespace, Math.max(Math.round(value * 1000), byNamespace.get(namespace) ?? 0))
  }
  return byNamespace
}

/** Epoch ms; `null` where istiod is not scraped. */
export const toExpiry = ({ values }: VectorTable): number | null => {
  const [value] = values
  return value !== undefined && Number.isFinite(value) ? Math.round(value * 1000) : null
}

function* rowsOf(table: VectorTable, shape: VectorShape): Generator<Row> {
  const { strings, groups, groupOf, labels, values } = table
  const group = new Map(shape.groupLabels.map((label, at) => [label, at]))
  const own = new Map(shape.labels.map((label, at) => [label, at]))
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    const read = (label: string) => {
      const inGroup = group.get(label)
      const column =
        inGroup === undefined
          ? labels[at * shape.labels.length + (own.get(label) ?? 0)]
          : groups[(groupOf[at] ?? 0) * shape.groupLabels.length + inGroup]
      return strings[column ?? -1] ?? ''
    }
    yield { read, value }
  }
}

/** `null` where not even the destination is known. */
function pairOf(read: Row['read']): Pair | null {
  const destination = endOf(read, 'destination')
  if (!destination) return null
  return {
    source: endOf(read, 'source'),
    destination,
    service: serviceOf(read('destination_service')),
  }
}

function endOf(read: Row['read'], end: 'source' | 'destination'): ObjectName | null {
  const namespace = knownOrNull(read(`${end}_workload_namespace`))
  const name = knownOrNull(read(`${end}_workload`))
  return namespace && name ? { namespace, name } : null
}

function serviceOf(host: string): string | null {
  const service = parseServiceHost(host)
  return service ? qualifiedName(service) : knownOrNull(host)
}

const failureOf = (pair: Pair, read: Row['read']) => {
  const denied = read('counted') === 'denied'
  return {
    ...pair,
    code: denied ? '' : read('response_code'),
    flags: read('response_flags'),
    reportedBy: denied ? ('ztunnel' as const) : ('source' as const),
  }
}

const countedOf = (word: string): Counted =>
  word === 'connections' || word === 'bytes' ? word : 'requests'

function policyOf(read: Row['read']): SecurityReport['policy'] {
  const policy = read('connection_security_policy')
  return policy === 'mutual_tls' || policy === 'none' ? policy : 'unknown'
}
