import { createServer } from 'node:net'

/** What listening there answers: the port, or `null` when somebody else has it. */
function tryListen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null)
      // A machine without IPv6 has nobody listening there.
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(port)
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => {
      const given = server.address().port
      server.close(() => resolve(given))
    })
  })
}

/** On both loopback addresses: a browser may take either for `localhost`. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '::1']) {
    if ((await tryListen(port, host)) === null) return false
  }
  return true
}

export const anyFreePort = () => tryListen(0, '127.0.0.1')

export async function firstFreePort(from) {
  for (let port = from; port <= 65_535; port += 1) {
    if (await isFree(port)) return port
  }
  throw new Error(`No port from ${from} up is free.`)
}

/** The port that was asked for and no other; without one, 3000 or the next free. */
export async function choosePort(asked, first = 3000) {
  if (asked === undefined || asked === '') return firstFreePort(first)
  const port = Number(asked)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is set to "${asked}", which is not a port (1 to 65535).`)
  }
  if (await isFree(port)) return port
  throw new Error(`Port ${port} is taken. Set PORT to another, or leave it unset.`)
}
