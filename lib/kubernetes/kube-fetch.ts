import 'server-only'
import { createHash } from 'node:crypto'
import { Agent, type Dispatcher, fetch, ProxyAgent, type Response } from 'undici'
import { deadline } from '../deadline'
import { failureOfStatus, isUpstreamError } from '../errors'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { countUpstream } from '../upstream-metrics'
import { goJson } from './go-json'
import { forgetKubeConfig, type KubeAccess, readKubeAccess } from './kube-config'
import { failureOf } from './kube-failure'

export type KubeRequest = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the API's root, `/api/v1/pods`. */
  path: string
  search?: Readonly<Record<string, string>>
  body?: unknown
  /** Of the body; `application/json` unless said. */
  contentType?: string
  /** Until the last byte: for a watch its whole life. */
  timeoutMs: number
  signal: AbortSignal
}

/** What is read of an answer; any status. */
export type KubeResponse = {
  status: number
  /** The texts of its `Warning` headers. */
  warnings?: readonly string[]
  body: AsyncIterable<Uint8Array> | null
  text(): Promise<string>
}

export type KubeSend = (request: KubeRequest) => Promise<KubeResponse>

/** A server that takes the connection and then says nothing is as good as none. */
const headersTimeout = 15_000
const connectTimeout = 5_000

/**
 * One request to the Kubernetes API as the console's own identity. Any status is an answer;
 * no answer is an `UpstreamError`, unless the caller gave up.
 */
export const kubeFetch: KubeSend = async (request) => {
  const started = performance.now()
  const count = (outcome: Parameters<typeof countUpstream>[1]) =>
    countUpstream('kubernetes', outcome, (performance.now() - started) / 1000)
  try {
    const response = await send(await readKubeAccess(), request)
    if (response.status === 401) forgetKubeConfig()
    count(response.status < 300 ? 'ok' : failureOfStatus(response.status))
    return readable(response, request.signal)
  } catch (cause) {
    if (request.signal.aborted) {
      count('cancelled')
      throw cause
    }
    const error = isUpstreamError(cause) ? cause : failureOf(cause)
    forgetKubeConfig()
    count(error.failure)
    throw error
  }
}

/** A body that breaks off is the same failure as an answer that never came. */
const readable = (response: Response, signal: AbortSignal): KubeResponse => ({
  status: response.status,
  warnings: warningTexts(response.headers.get('warning')),
  body: response.body,
  text: () =>
    response.text().catch((cause: unknown) => {
      throw signal.aborted ? cause : failureOf(cause)
    }),
})

function send(access: KubeAccess, request: KubeRequest) {
  const search = new URLSearchParams(request.search)
  return fetch(`${access.server}${request.path}${search.size > 0 ? `?${search}` : ''}`, {
    method: request.method ?? 'GET',
    headers: {
      ...access.headers,
      accept: 'application/json',
      'user-agent': 'binnacle',
      ...(request.body === undefined
        ? {}
        : { 'content-type': request.contentType ?? 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: goJson(request.body) }),
    // Credentials follow no redirect.
    redirect: 'manual',
    signal: deadline(request.signal, request.timeoutMs),
    dispatcher: agentOf(access),
  })
}

/** `299 - "text"`, several of them after commas; https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
const warningTexts = (header: string | null) =>
  [...(header ?? '').matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  )

/**
 * Connections belong to one cluster and one identity and are kept; renewed certificates get new
 * ones. Only the identity in use is kept: a switch of clusters leaves no pool behind.
 */
function agentOf(access: KubeAccess): Dispatcher {
  const pool = processState<{ key: string; agent: Dispatcher | null }>('kube-agent', () => ({
    key: '',
    agent: null,
  }))
  const { server, userName, proxyUrl, tls } = access
  const key = createHash('sha256')
    .update(JSON.stringify([server, userName, proxyUrl, tls]))
    .digest('base64')
  if (pool.agent && pool.key === key) return pool.agent
  // Lets requests under way, watches among them, come to their end.
  pool.agent
    ?.close()
    .catch((cause: unknown) => logProblem('connections could not be closed', {}, cause))
  pool.key = key
  pool.agent = newAgent(access)
  return pool.agent
}

function newAgent({ proxyUrl, tls }: KubeAccess): Dispatcher {
  const connect = {
    ...Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== null)),
    timeout: connectTimeout,
    keepAlive: true,
    // Below the idle limits of cloud load balancers, as client-go does.
    keepAliveInitialDelay: 30_000,
  }
  // A watch may be silent for minutes: its own deadline ends it, not the pause between two bytes.
  const timeouts = { headersTimeout, bodyTimeout: 0 }
  return proxyUrl
    ? new ProxyAgent({ uri: proxyUrl, requestTls: connect, ...timeouts })
    : new Agent({ connect, ...timeouts })
}
