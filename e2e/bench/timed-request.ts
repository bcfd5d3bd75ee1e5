import http from 'node:http'

export type Timed = { milliseconds: number; bytes: number }

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** From the first byte of the question to the last byte of the answer, as it comes over the wire. */
export async function timedRequest(url: string, form?: Record<string, string>): Promise<Timed> {
  const { milliseconds, body } = form
    ? await timed(url, {
        type: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(form).toString(),
      })
    : await timed(url)
  return { milliseconds, bytes: body.length }
}

/** A POST as the console's own page sends it, and what it answers. */
export async function timedPost(
  url: string,
  json: object,
): Promise<{ milliseconds: number; answer: unknown }> {
  const sent = { type: 'application/json', text: JSON.stringify(json) }
  const { milliseconds, body } = await timed(url, sent, { origin: new URL(url).origin })
  return { milliseconds, answer: JSON.parse(body.toString()) }
}

type Sent = { type: string; text: string }

function timed(
  url: string,
  sent?: Sent,
  more: Record<string, string> = { 'accept-encoding': 'gzip' },
): Promise<{ milliseconds: number; body: Buffer }> {
  const headers = { ...more, ...(sent && { 'content-type': sent.type }) }
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: sent ? 'POST' : 'GET', headers, agent })
    request.once('error', reject)
    request.once('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('error', reject)
      response.once('end', () => {
        const milliseconds = performance.now() - startedAt
        if (response.statusCode === 200) resolve({ milliseconds, body: Buffer.concat(parts) })
        else reject(new Error(`${new URL(url).pathname} answered ${response.statusCode}`))
      })
    })
    request.end(sent?.text)
  })
}
