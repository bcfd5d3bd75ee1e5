import 'server-only'
import { fetch, request as rawRequest } from 'undici'
import { deadline } from '../deadline'
import { failureOfStatus, isUpstreamError } from '../errors'
import { countUpstream } from '../upstream-metrics'
import { goJson } from './go-json'
import { agentOf, type Pool } from './kube-agent'
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
  /** Of a server that wants to be left alone for a while. */
  retryAfterSeconds?: number | null
  body: AsyncIterable<Uint8Array> | null
  text(): Promise<string>
}

export type KubeSend = (request: KubeRequest) => Promise<KubeResponse>

/** One request to the Kubernetes API as the console's own identity. */
export const kubeFetch: KubeSend = sender((access, request) => sendAs(access, request))

/** As the person whose token it is: nothing of the console's own identity goes with it. */
export const kubeFetchWithToken = (token: string): KubeSend =>
  sender((own, request) => {
    const headers = { authorization: `Bearer ${token}` }
    const tls = { ...own.tls, cert: null, key: null }
    return sendAs({ ...own, userName: '', headers, tls }, request, 'people')
  }, 'people')

/** As the console's own identity, which Kubernetes may let speak for somebody else. */
export const kubeFetchFor = (somebody: Impersonated): KubeSend =>
  sender((access, request) => sendFor(access, request, somebody))

export type Impersonated = { user: string; groups: readonly string[] }

type Sent = { status: number; warning: string | null; retryAfter: string | null } & Pick<
  KubeResponse,
  'body' | 'text'
>

/** Any status is an answer; no answer is an `UpstreamError`, unless the caller gave up. */
function sender(
  send: (access: KubeAccess, request: KubeRequest) => Promise<Sent>,
  whose: Pool = 'own',
): KubeSend {
  return async (request) => {
    const started = performance.now()
    const count = (outcome: Parameters<typeof countUpstream>[1]) =>
      countUpstream('kubernetes', outcome, (performance.now() - started) / 1000)
    try {
      const response = await send(await readKubeAccess(), request)
      // That a person's token is refused says nothing of our own credentials.
      if (response.status === 401 && whose === 'own') forgetKubeConfig()
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
}

/** A body that breaks off is the same failure as an answer that never came. */
const readable = (
  { status, warning, retryAfter, body, text }: Sent,
  signal: AbortSignal,
): KubeResponse => ({
  status,
  warnings: warningTexts(warning),
  retryAfterSeconds: wholeSeconds(retryAfter),
  body,
  text: () =>
    text().catch((cause: unknown) => {
      throw signal.aborted ? cause : failureOf(cause)
    }),
})

async function sendAs(access: KubeAccess, request: KubeRequest, pool: Pool = 'own'): Promise<Sent> {
  const response = await fetch(urlOf(access, request), {
    method: request.method ?? 'GET',
    headers: headersOf(access, request),
    ...(request.body === undefined ? {} : { body: goJson(request.body) }),
    // Credentials follow no redirect.
    redirect: 'manual',
    signal: deadline(request.signal, request.timeoutMs),
    dispatcher: agentOf(access, pool),
  })
  const { status, body, headers } = response
  return {
    status,
    body,
    warning: headers.get('warning'),
    retryAfter: headers.get('retry-after'),
    text: () => response.text(),
  }
}

/** Not by `fetch`, which makes one header of several groups: that would be the name of another group. */
async function sendFor(
  access: KubeAccess,
  request: KubeRequest,
  { user, groups }: Impersonated,
): Promise<Sent> {
  const { statusCode, headers, body } = await rawRequest(urlOf(access, request), {
    method: request.method ?? 'GET',
    headers: {
      ...headersOf(access, request),
      'impersonate-user': asHeader(user),
      ...(groups.length > 0 ? { 'impersonate-group': groups.map(asHeader) } : {}),
    },
    ...(request.body === undefined ? {} : { body: goJson(request.body) }),
    signal: deadline(request.signal, request.timeoutMs),
    dispatcher: agentOf(access, 'own'),
  })
  const warning = [headers.warning ?? []].flat().join(', ')
  const retryAfter = [headers['retry-after'] ?? []].flat()[0] ?? null
  return { status: statusCode, body, warning, retryAfter, text: () => body.text() }
}

/** Names are sent as UTF-8, byte for byte. */
const asHeader = (name: string) => Buffer.from(name, 'utf8').toString('latin1')

function urlOf({ server }: KubeAccess, { path, search }: KubeRequest): string {
  const query = new URLSearchParams(search)
  return `${server}${path}${query.size > 0 ? `?${query}` : ''}`
}

const headersOf = (access: KubeAccess, { body, contentType }: KubeRequest) => ({
  ...access.headers,
  accept: 'application/json',
  'user-agent': 'binnacle',
  ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
})

/** Kubernetes says it in seconds, never as a date. */
const wholeSeconds = (header: string | null) =>
  header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) : null

/** `299 - "text"`, several of them after commas; https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
const warningTexts = (header: string | null) =>
  [...(header ?? '').matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  )
