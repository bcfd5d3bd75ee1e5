import 'server-only'
import { defaultTimeoutMs, type PrometheusAccess } from './access'
import { ask } from './ask'
import { withFixedMatchers } from './fixed-matchers'
import { inTurn } from './in-turn'
import type { Question } from './istio-metrics'
import { parseBody } from './parse-off-thread'
import type { VectorTable } from './parse-vector'
import { failedWith } from './prometheus-failure'

/**
 * One instant query at a moment (epoch ms). Not by `prometheus-query`: of a big answer that one
 * makes objects on the event loop, and it cannot be cancelled.
 */
export function instantQuery(
  access: PrometheusAccess,
  question: Question,
  at: number,
  signal: AbortSignal,
): Promise<VectorTable> {
  return inTurn(signal, async () => {
    const { status, body } = await ask(access, 'query', formOf(access, question, at), signal)
    const reading = await parseBody(body, question)
    if (reading.kind === 'error') throw failedWith(status, reading, '')
    if (reading.kind === 'malformed') throw failedWith(status, null, reading.why)
    return reading.table
  })
}

const formOf = (access: PrometheusAccess, { query }: Question, at: number) =>
  new URLSearchParams({
    query: withFixedMatchers(query, access.matchers ?? []),
    time: (at / 1000).toFixed(3),
    // What we no longer wait for, the store need not finish.
    timeout: `${Math.ceil((access.timeoutMs ?? defaultTimeoutMs) / 1000)}s`,
    // VictoriaMetrics answers for half a minute ago without it; others pass over it.
    // https://docs.victoriametrics.com/single-server-victoriametrics/#query-latency
    nocache: '1',
  })
