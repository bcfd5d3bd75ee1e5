import http from 'node:http'

export type Timed = { milliseconds: number; bytes: number }

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** From the first byte of the question to the last byte of the answer, as it comes over the wire. */
export function timedRequest(url: string, form?: Record<string, string>): Promise<Timed> {
  const body = form && new URLSearchParams(form).toString()
  const headers = {
    'accept-encoding': 'gzip',
    ...(body && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: body ? 'POST' : 'GET', headers, agent })
    request.once('error', reject)
    request.once('response', (response) => {
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
      })
      response.once('error', reject)
      response.once('end', () => {
        const milliseconds = performance.now() - startedAt
        if (response.statusCode === 200) resolve({ milliseconds, bytes })
        else reject(new Error(`${new URL(url).pathname} answered ${response.statusCode}`))
      })
    })
    request.end(body)
  })
}
