import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = {
  path: string
  query: string
  time: string | null
  headers: IncomingMessage['headers']
}

type Answer = (asked: Asked, response: ServerResponse) => void

/** A Prometheus that answers what the test says, over real HTTP. */
export async function fakePrometheus(answer: Answer) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const form = new URLSearchParams(body)
      const one = {
        path: request.url ?? '',
        query: form.get('query') ?? '',
        time: form.get('time'),
        headers: request.headers,
      }
      asked.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const json =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers })
    response.end(body)
  }

type Series = [labels: Record<string, string>, value: string | number]

export const vector = (series: Series[], more = {}) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: series.map(([metric, value]) => ({ metric, value: [1_790_000_000, String(value)] })),
  },
  ...more,
})

export const matrix = (
  series: [labels: Record<string, string>, values: [number, string][]][],
  more = {},
) => ({
  status: 'success',
  data: {
    resultType: 'matrix',
    result: series.map(([metric, values]) => ({ metric, values })),
  },
  ...more,
})

export const refusal = (errorType: string, error = 'because') => ({
  status: 'error',
  errorType,
  error,
})
