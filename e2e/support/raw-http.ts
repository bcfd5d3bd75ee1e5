import { connect, type Socket } from 'node:net'

export type RawAnswer = {
  /** 0 where the connection was closed without an answer. */
  status: number
  headers: Record<string, string>
  body: string
}

export type RawRequest = {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Enough has come: a stream has no end of its own. */
  until?: RegExp
}

const timeoutMs = 30_000

/** As it was written: nothing here makes a path, a header or a body more regular than it is. */
export function askRaw(
  address: string,
  path: string,
  { method = 'GET', headers = {}, body = '', until }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = beginRaw(address, path, { method, headers, body })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer to ${method} ${path}`)))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (until?.test(text)) socket.destroy()
    })
    // A server that refuses a body may close before it has read all of it.
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(answerOf(text))))
    socket.on('close', () => resolve(answerOf(text)))
  })
}

/** Sends what there is and reads nothing. */
export function beginRaw(
  address: string,
  path: string,
  { method = 'GET', headers = {}, body = '' }: Omit<RawRequest, 'until'>,
): Socket {
  const { port, host } = new URL(address)
  const isSized = body.length > 0 && !headers['transfer-encoding']
  const length = isSized ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  const lines = Object.entries({ host, connection: 'close', ...length, ...headers })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const socket = connect(Number(port), '127.0.0.1', () => {
    socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n`)
    socket.write(body)
  })
  return socket
}

function answerOf(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [line = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((header): [string, string] => {
    const colon = header.indexOf(':')
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()]
  })
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: text.slice(end + 4),
  }
}
