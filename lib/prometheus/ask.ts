import 'server-only'
import { type Dispatcher, request } from 'undici'
import { deadline } from '../deadline'
import { noAnswer } from '../errors'
import { defaultTimeoutMs, type PrometheusAccess, type Way } from './access'
import type { AnswerBody } from './answer-body'
import { wayTo } from './way'

export type Asked = { status: number; body: AnswerBody }

/** One question as a form, to the last byte of its answer; any status is an answer. */
export async function ask(
  access: PrometheusAccess,
  path: 'query' | 'query_range',
  form: URLSearchParams,
  signal: AbortSignal,
): Promise<Asked> {
  const way = await wayTo(access)
  try {
    // Not by `fetch`, which unpacks on the event loop: of 4 MB that takes ten times as long as the rest.
    // Credentials follow no redirect.
    const { statusCode, headers, body } = await request(`${way.url}/api/v1/${path}`, {
      ...question(access, way, form),
      signal: deadline(signal, access.timeoutMs ?? defaultTimeoutMs),
    })
    if (statusCode === 401) way.refused?.()
    const isGzipped = headers['content-encoding'] === 'gzip'
    return { status: statusCode, body: { bytes: await body.bytes(), isGzipped } }
  } catch (cause) {
    if (signal.aborted) throw cause
    way.refused?.()
    throw noAnswer(access.through ? 'kubernetes' : 'prometheus', cause)
  }
}

function question(access: PrometheusAccess, way: Way, form: URLSearchParams) {
  return {
    method: 'POST' as Dispatcher.HttpMethod,
    headers: {
      ...way.headers,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'user-agent': 'binnacle',
    },
    body: form.toString(),
    dispatcher: way.dispatcher,
    // Whoever stands on the way may want its own answers sooner.
    headersTimeout: access.timeoutMs ?? defaultTimeoutMs,
  }
}
