import 'server-only'
import type { Warning } from '../../api/envelope'
import type { GraphSearch } from '../../api/graph'
import { openedNamespaces, parseExpansion } from '../../domain/service-graph/grouping/expansion'

/** Of more workloads than this, buckets are most of what a picture costs: twenty series for one of requests. */
const manyWorkloads = 200

export type LatencyScope = {
  /** Those whose calls are asked for, none are all; `null`: nothing is asked. */
  namespaces: readonly string[] | null
  warnings: Warning[]
}

/**
 * A picture of a big mesh opens with its namespaces closed, where latencies of everything say little
 * and cost most: they are asked for what is opened. Without a limit nothing is closed.
 */
export function latencyScope(
  { latency, limit, expand }: Pick<GraphSearch, 'latency' | 'limit' | 'expand'>,
  namespaces: readonly string[],
  workloads: () => number,
): LatencyScope {
  if (!latency) return { namespaces: null, warnings: [] }
  const isWhole = limit === undefined || namespaces.length === 1 || workloads() <= manyWorkloads
  if (isWhole) return { namespaces, warnings: [] }
  const opened = openedNamespaces(parseExpansion(expand))
  return { namespaces: opened.length > 0 ? opened : null, warnings: [onlyOpened] }
}

const onlyOpened: Warning = {
  code: 'latency-of-opened',
  title: 'Latencies are shown for what is opened',
  detail: `Where there are more than ${manyWorkloads} workloads, open a namespace to see its latencies.`,
}
