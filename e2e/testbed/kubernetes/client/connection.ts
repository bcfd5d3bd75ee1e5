import { Agent, type Dispatcher, request } from 'undici'
import { isJsonObject, type JsonObject } from '../object'

export type KubernetesAccess = {
  url: string
  caPem?: string
  token?: string
  /** A shorter way for some requests of an admin; `null` for all others. */
  inside?: ((...request: Parameters<Connection['send']>) => Promise<JsonObject> | null) | undefined
}
export type Query = Record<string, string | number | boolean | undefined>
export type SendOptions = {
  query?: Query | undefined
  body?: unknown
  contentType?: string
  signal?: AbortSignal | undefined
}

/** The API server's refusal, with its `Status` as it came. */
export class KubernetesStatusError extends Error {
  override readonly name = 'KubernetesStatusError'
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly status: JsonObject | null,
  ) {
    super(message)
  }
}

export type Connection = {
  open(
    method: Dispatcher.HttpMethod,
    path: string,
    options?: SendOptions,
  ): Promise<Dispatcher.ResponseData>
  send(method: Dispatcher.HttpMethod, path: string, options?: SendOptions): Promise<JsonObject>
  close(): Promise<void>
}

export const withQuery = (url: string, path: string, query: Query = {}) => {
  const target = new URL(path, url)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) target.searchParams.set(name, String(value))
  }
  return target
}

export const isStatusCode = (error: unknown, code: number) =>
  error instanceof KubernetesStatusError && error.code === code

export const statusError = (code: number, status: JsonObject) =>
  new KubernetesStatusError(
    code,
    String(status.reason ?? 'Unknown'),
    String(status.message),
    status,
  )

function refusal(code: number, text: string): KubernetesStatusError {
  const status = text.startsWith('{') ? (JSON.parse(text) as unknown) : null
  return isJsonObject(status)
    ? statusError(code, status)
    : new KubernetesStatusError(code, 'Unknown', text.trim(), null)
}

/** Keep-alive connections to one API server. A watch may stay silent for long, so bodies have no time limit. */
export function connect({ url, caPem, token, inside }: KubernetesAccess): Connection {
  const dispatcher = new Agent({
    bodyTimeout: 0,
    ...(caPem === undefined ? {} : { connect: { ca: caPem } }),
  })
  const headers = {
    accept: 'application/json',
    'user-agent': 'binnacle-testbed',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }

  const open: Connection['open'] = async (method, path, options = {}) => {
    const { query, body, contentType = 'application/json', signal } = options
    const response = await request(withQuery(url, path, query), {
      method,
      dispatcher,
      headers: body === undefined ? headers : { ...headers, 'content-type': contentType },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    })
    if (response.statusCode >= 400) {
      throw refusal(response.statusCode, await response.body.text())
    }
    return response
  }

  return {
    open,
    send: async (method, path, options) =>
      (await inside?.(method, path, options)) ??
      ((await (await open(method, path, options)).body.json()) as JsonObject),
    close: () => dispatcher.destroy(),
  }
}
