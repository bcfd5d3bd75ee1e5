import type { FieldName } from './fields'
import type { FindQuery } from './parse'

/** What costs a question of its own, and is only asked for when somebody wants it. */
export type Extra = 'latency' | 'mtls' | 'bytes'

const extraOf: Partial<Record<FieldName, Extra>> = {
  p50: 'latency',
  p95: 'latency',
  p99: 'latency',
  mtls: 'mtls',
  plaintext: 'mtls',
  bytes: 'bytes',
}

/** Whether a query looks at what only an answer with this extra holds: else it would find nothing. */
export const needsExtra = (query: FindQuery, extra: Extra): boolean =>
  query.flat().some((term) => term.kind !== 'word' && extraOf[term.field] === extra)
