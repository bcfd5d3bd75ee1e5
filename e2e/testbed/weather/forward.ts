import { type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { pipeline } from 'node:stream/promises'

export type Forwarded = {
  request: IncomingMessage
  response: ServerResponse
  target: URL
  body: Buffer
  /** Aborts when the client has left; the upstream's work is then given up as well. */
  left: AbortSignal
}

function ask({ request, target, body, left }: Forwarded): Promise<IncomingMessage> {
  const headers = { ...request.headers, host: target.host }
  return new Promise((resolve, reject) => {
    const asked = send(target, { method: request.method, headers, signal: left }, resolve)
    asked.once('error', reject)
    asked.end(body)
  })
}

export async function forward(exchange: Forwarded): Promise<void> {
  const { response, left } = exchange
  const upstream = await ask(exchange)
  response.writeHead(upstream.statusCode ?? 502, upstream.headers)
  await pipeline(upstream, response, { signal: left })
}

/** Promises the whole body and breaks the connection after its first half. */
export async function answerHalf(exchange: Forwarded): Promise<void> {
  const { response } = exchange
  const upstream = await ask(exchange)
  const parts: Buffer[] = []
  for await (const part of upstream) parts.push(part as Buffer)
  const whole = Buffer.concat(parts)
  const { 'transfer-encoding': _, ...headers } = upstream.headers
  response.writeHead(upstream.statusCode ?? 502, { ...headers, 'content-length': whole.length })
  await new Promise((resolve) =>
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve),
  )
  response.socket?.destroy()
}
