import 'server-only'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const everyMs = 100

/**
 * Told to end, Next takes no new connections and waits for those it has. A browser holds some that it
 * never asked over, and asks over others again and again: the process would outlive its notice. So each
 * goes as soon as nothing is under way on it.
 */
export function letConnectionsGoAtTheEnd(): void {
  const open = new Set<Socket>()
  const busy = new Set<Socket>()
  // Next makes the server itself and does not hand it out. Node documents what these channels carry.
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    busy.add(request.socket)
    response.once('close', () => busy.delete(request.socket))
  })
  process.once('SIGTERM', () => {
    setInterval(() => {
      for (const socket of open) if (!busy.has(socket)) socket.destroy()
    }, everyMs).unref()
  })
}
