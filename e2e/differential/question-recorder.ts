import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type QuestionRecorder = {
  url: string
  forget(): void
  /** Every question since, once, as the store itself writes it; throws at one that it cannot parse. */
  formatted(): Promise<string[]>
  stop(): Promise<void>
}

/** Stands before a store, and remembers what it is asked. */
export async function recordQuestions(storeUrl: string): Promise<QuestionRecorder> {
  const asked = new Set<string>()
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const path = request.url ?? '/'
    for (const parameters of [new URL(path, storeUrl).searchParams, new URLSearchParams(body)])
      for (const name of ['query', 'match[]'])
        for (const question of parameters.getAll(name)) asked.add(question)
    const answer = await fetch(`${storeUrl}${path}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      ...(body === '' ? {} : { body }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    forget: () => asked.clear(),
    formatted: () => Promise.all([...asked].map((question) => format(storeUrl, question))),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

async function format(storeUrl: string, question: string): Promise<string> {
  const body = new URLSearchParams({ query: question })
  const answer = await fetch(`${storeUrl}/api/v1/format_query`, { method: 'POST', body })
  const { status, data, error } = await answer.json()
  if (status !== 'success') throw new Error(`${error}: ${question}`)
  return data
}
