import 'server-only'
import { type RangeAnswer, type RangeQuestion, rangeQuery } from '../prometheus/client'
import { instantQuery } from '../prometheus/instant-query'
import type { Question } from '../prometheus/istio-metrics'
import type { VectorTable } from '../prometheus/parse-vector'
import { configuredAccess } from './configured-access'
import { share } from './flights'

export type Answer<T> = { value: T; warnings: string[] }

/** Asked once for all who ask the same of the same moment; what is shared is the answer as read. */
export type Ask = <T>(
  question: Question,
  read: (table: VectorTable, of: Question) => T,
) => Promise<Answer<T>>

export const asker =
  (at: number, signal: AbortSignal, keepMs?: number): Ask =>
  (question, read) =>
    share(
      `instant ${configuredAccess().url} ${at} ${question.query}`,
      signal,
      async (shared) => {
        const table = await instantQuery(configuredAccess(), question, at, shared)
        return { value: read(table, question), warnings: table.warnings }
      },
      keepMs,
    )

/** What looks back for hours changes slowly: it is asked once a minute, whoever looks. */
const minute = 60_000
export const slowAsker = (at: number, signal: AbortSignal): Ask =>
  asker(Math.floor(at / minute) * minute, signal, minute)

export function askRange(question: RangeQuestion, signal: AbortSignal): Promise<RangeAnswer> {
  const { start, end, stepSeconds, query } = question
  const key = `range ${configuredAccess().url} ${start} ${end} ${stepSeconds} ${query}`
  return share(key, signal, (shared) => rangeQuery(configuredAccess(), question, shared))
}
