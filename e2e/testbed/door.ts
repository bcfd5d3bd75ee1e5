import { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { Server, Socket } from 'node:net'

/** A listener that can be closed and opened again at the same port. */
export type Door = {
  port: number
  open(): Promise<void>
  /** Refuses new connections and drops the present ones. */
  shut(): Promise<void>
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** As Go's servers do: Node's own five seconds are over while a big mesh is thought about. */
const idleMs = 180_000

/**
 * Knows every connection from its first byte: `closeAllConnections` of a https server does not know
 * those that are still shaking hands, and `close` waits for them.
 */
export async function openDoor(server: Server, wantedPort = 0): Promise<Door> {
  const sockets = new Set<Socket>()
  if (server instanceof HttpServer || server instanceof HttpsServer)
    server.keepAliveTimeout = idleMs
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listen(server, wantedPort)
  return {
    port,
    async open() {
      if (!server.listening) await listen(server, port)
    },
    async shut() {
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
