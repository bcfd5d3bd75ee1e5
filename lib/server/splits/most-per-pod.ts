import 'server-only'
import type { ObjectName } from '../../domain/traffic-split/split'
import { qualifiedName } from '../../domain/workload'
import { isUpstreamError } from '../../errors'
import { logProblem } from '../../log'
import type { VectorTable } from '../../prometheus/parse-vector'
import { mostPerPod } from '../../prometheus/split-metrics'
import { asker } from '../shared-questions'

export type MostPerPod = (workload: ObjectName) => number | null

/** What one pod of each workload has carried at most in the last day; a plan stands without it. */
export async function readMostPerPod(
  workloads: readonly ObjectName[],
  at: number,
  signal: AbortSignal,
): Promise<MostPerPod> {
  if (workloads.length === 0) return () => null
  try {
    const { value } = await asker(at, signal)(mostPerPod(workloads), toRates)
    return (workload) => value.get(qualifiedName(workload)) ?? null
  } catch (error) {
    if (signal.aborted || !isUpstreamError(error)) throw error
    logProblem('what pods have carried is not known', {}, error)
    return () => null
  }
}

/** `namespace/workload` → requests per second. */
function toRates({ strings, groups, groupOf, values }: VectorTable): Map<string, number> {
  return new Map(
    [...values].map((value, row) => {
      const group = (groupOf[row] ?? 0) * 2
      const text = (at: number) => strings[groups[group + at] ?? -1] ?? ''
      return [`${text(0)}/${text(1)}`, value]
    }),
  )
}
