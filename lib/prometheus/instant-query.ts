import 'server-only'
import { Agent, request } from 'undici'
import { deadline } from '../deadline'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { type Credentials, credentialsOf, defaultTimeoutMs, type PrometheusAccess } from './access'
import { withFixedMatchers } from './fixed-matchers'
import { inTurn } from './in-turn'
import type { Question } from './istio-metrics'
import { parseBody } from './parse-off-thread'
import type { VectorTable } from './parse-vector'
import { failedWith } from './prometheus-failure'

type Connections = { of: string; agent: Agent } | null
const state = () =>
  processState<{ current: Connections }>('prometheus-connections', () => ({ current: null }))

/** Kept for as long as certificates stay the same; a renewed one gets connections of its own. */
function connections({ tls }: Credentials): Agent {
  const of = JSON.stringify(tls)
  const shared = state()
  if (shared.current?.of === of) return shared.current.agent
  // What is under way on the old ones is brought to its end.
  shared.current?.agent.close().catch((error: unknown) => {
    logProblem('old connections to Prometheus did not close', {}, error)
  })
  const agent = new Agent({ connect: { timeout: 5_000, ...tls } })
  shared.current = { of, agent }
  return agent
}

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
  const credentials = await credentialsOf(access)
  // Not by `fetch`, which unpacks on the event loop: of 4 MB that takes ten times as long as the rest.
  const response = await request(`${access.url}/api/v1/query`, {
    method: 'POST',
    headers: {
      ...credentials.headers,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'user-agent': 'binnacle',
    },
    body: new URLSearchParams({
      query: withFixedMatchers(question.query, access.matchers ?? []),
      time: (at / 1000).toFixed(3),
      // What we no longer wait for, the store need not finish.
      timeout: `${Math.ceil(timeoutMs / 1000)}s`,
      // VictoriaMetrics answers for half a minute ago without it; others pass over it.
      // https://docs.victoriametrics.com/single-server-victoriametrics/#query-latency
      nocache: '1',
    }).toString(),
    signal: deadline(signal, timeoutMs),
    dispatcher: connections(credentials),
  })
  const { statusCode, headers, body } = response
  const isGzipped = headers['content-encoding'] === 'gzip'
  const reading = await parseBody({ bytes: await body.bytes(), isGzipped }, question)
  if (reading.kind === 'error') throw failedWith(statusCode, reading, '')
  if (reading.kind === 'malformed') throw failedWith(statusCode, null, reading.why)
  return reading.table
}
