import 'server-only'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server } from 'node:http'

export const unreadableHeader = 'x-binnacle-unreadable'

/** What is sent here is 64 kB at most. */
const slowestMs = 20_000

/**
 * The web's own `Request`, which Next makes of each, takes neither `TRACE` nor the address `*`: Next
 * would answer 500 and log a stack for each. They are handed on as one that it can read, and refused
 * by the front door.
 */
export function markUnreadable(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): void {
  delete request.headers[unreadableHeader]
  if (request.method !== 'TRACE' && request.url?.startsWith('/')) return
  request.headers[unreadableHeader] = 'true'
  request.method = 'OPTIONS'
  request.url = '/'
}

/** Before Next sees them. Node documents what this channel carries. */
export function guardRequests(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as { request: IncomingMessage; server: Server }
    // Node waits five minutes for a request that trickles in, and answers it 408 then.
    server.requestTimeout = slowestMs
    markUnreadable(request)
  })
}
