import type { ObjectRef } from '@/lib/domain/finding'
import type { Mark } from '@/lib/domain/service-graph/graph'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'

/** What a mark says beyond its name, and the object that asks for it; `null` where it says no more. */
export function markDetails(mark: Mark): { words: string; by: ObjectRef | null } | null {
  switch (mark.kind) {
    case 'fault':
      return { words: faultWords(mark), by: mark.by }
    case 'mirror':
      return {
        words: `${percent(mark.percentage)} copied to ${mark.subset ? `${mark.host} ${mark.subset}` : mark.host}`,
        by: mark.by,
      }
    case 'timeout':
      return { words: `given up after ${formatLatency(mark.timeoutMs)}`, by: mark.by }
    case 'circuitBreaker':
      return { words: mark.limits.join(', '), by: mark.by }
    case 'plaintext':
      return { words: `${formatPercent(mark.share)} of what was measured`, by: null }
    case 'trafficSplit':
    case 'idle':
    case 'dead':
    case 'noProxy':
    case 'ambient':
    case 'gateway':
    case 'waypoint':
      return null
  }
}

const percent = (of100: number) => formatPercent(of100 / 100)

const faultWords = ({ delay, abort }: Extract<Mark, { kind: 'fault' }>) =>
  [
    abort && `${percent(abort.percentage)} aborted with ${abort.status}`,
    delay && `${percent(delay.percentage)} delayed by ${formatLatency(delay.delayMs)}`,
  ]
    .filter(Boolean)
    .join(', ')

export const objectWords = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === null ? name : `${namespace}/${name}`}`
