import 'server-only'
import { Agent, fetch } from 'undici'
import { deadline } from '../deadline'
import { processState } from '../process-state'
import { defaultTimeoutMs, type PrometheusAccess } from './access'
import { inTurn } from './in-turn'
import type { Question } from './istio-metrics'
import { parseBody } from './parse-off-thread'
import type { VectorTable } from './parse-vector'
import { failedWith } from './prometheus-failure'

const connections = () =>
  processState('prometheus-connections', () => new Agent({ connect: { timeout: 5_000 } }))

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
  return inTurn(signal, () => ask(access, question, at, signal))
}

async function ask(
  access: PrometheusAccess,
  question: Question,
  at: number,
  signal: AbortSignal,
): Promise<VectorTable> {
  const timeoutMs = access.timeoutMs ?? defaultTimeoutMs
  const response = await fetch(`${access.url}/api/v1/query`, {
    method: 'POST',
    headers: { ...access.headers, accept: 'application/json', 'user-agent': 'binnacle' },
    body: new URLSearchParams({
      query: question.query,
      time: (at / 1000).toFixed(3),
      // What we no longer wait for, the store need not finish.
      timeout: `${Math.ceil(timeoutMs / 1000)}s`,
    }),
    redirect: 'manual',
    signal: deadline(signal, timeoutMs),
    dispatcher: connections(),
  })
  const body = new Uint8Array(await response.arrayBuffer())
  const reading = await parseBody(body, question)
  if (reading.kind === 'error') throw failedWith(response.status, reading, '')
  if (reading.kind === 'malformed') throw failedWith(response.status, null, reading.why)
  return reading.table
}
