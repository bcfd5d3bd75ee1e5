import 'server-only'
import { Agent, fetch } from 'undici'
import { processState } from '../process-state'
import { defaultTimeoutMs, type PrometheusAccess } from './access'
import { counted } from './counted'
import type { Question } from './istio-metrics'
import { parseBody } from './parse-off-thread'
import type { VectorTable } from './parse-vector'
import { failedWith } from './prometheus-failure'
import { turns } from './turns'

/** Prometheus itself runs 20 at once and lets the others wait. */
const questionsAtOnce = 10

const connections = () =>
  processState('prometheus-connections', () => ({
    agent: new Agent({ connect: { timeout: 5_000 } }),
    inTurn: turns(questionsAtOnce),
  }))

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
  return connections().inTurn(signal, () =>
    counted(signal, () => ask(access, question, at, signal)),
  )
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
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    dispatcher: connections().agent,
  })
  const body = new Uint8Array(await response.arrayBuffer())
  const reading = await parseBody(body, question)
  if (reading.kind === 'error') throw failedWith(response.status, reading, '')
  if (reading.kind === 'malformed') throw failedWith(response.status, null, reading.why)
  return reading.table
}
