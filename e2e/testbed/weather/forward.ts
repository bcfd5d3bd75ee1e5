import {
  type Agent,
  type IncomingMessage,
  request as overHttp,
  type ServerResponse,
} from 'node:http'
import { request as overHttps } from 'node:https'
import { pipeline } from 'node:stream/promises'

export type Forwarded = {
  request: IncomingMessage
  response: ServerResponse
  target: URL
  /** Keeps connections, and for https knows whom to trust. */
  agent?: Agent
  body: Buffer
  /** In place of the client's own of these names. */
  headers?: Readonly<Record<string, string>>
  /** Aborts when the client has left; the upstream's work is then given up as well. */
  left: AbortSignal
}

export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

export function ask(exchange: Forwarded): Promise<IncomingMessage> {
  const { request, target, agent, body, left } = exchange
  const send = target.protocol === 'https:' ? overHttps : overHttp
  // As they came: several `Impersonate-Group` are not one with commas in it.
  const headers = { ...request.headersDistinct, host: target.host, ...exchange.headers }
  return new Promise((resolve, reject) => {
    const options = { method: request.method, headers, agent, signal: left }
    const asked = send(target, options, resolve)
    asked.once('error', reject)
    asked.end(body)
  })
}

export async function forward(exchange: Forwarded): Promise<void> {
  const { response, left } = exchange
  const upstream = await ask(exchange)
  response.writeHead(upstream.statusCode ?? 502, upstream.headersDistinct)
  // A watch that is quiet has begun all the same.
  response.flushHeaders()
  await pipeline(upstream, response, { signal: left })
}

/** Promises the whole body and breaks the connection after its first half. */
export async function answerHalf(exchange: Forwarded): Promise<void> {
  const { response } = exchange
  const upstream = await ask(exchange)
  const whole = await readBody(upstream)
  const { 'transfer-encoding': _, ...headers } = upstream.headers
  response.writeHead(upstream.statusCode ?? 502, { ...headers, 'content-length': whole.length })
  await new Promise((resolve) =>
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve),
  )
  response.socket?.destroy()
}
