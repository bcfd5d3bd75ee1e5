import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Portal = {
  origin: string
  /** How often a panel has asked for a token. */
  asked: () => number
  stop: () => void
}

const page = (consoleUrl: string) => `<!doctype html>
<html lang="en"><head><title>Portal</title></head><body>
<h1>Portal</h1>
<script src="${consoleUrl}/embed.js"></script>
<binnacle-panel view="graph" src="${consoleUrl}"></binnacle-panel>
<script>
document.querySelector('binnacle-panel').getToken = () =>
  fetch('/panel-token').then((answer) => answer.text())
</script></body></html>`

/** A page of somebody else's at an origin of its own, and the backend that hands it tokens. */
export async function startPortal({
  consoleUrl,
  tokenOf,
}: {
  consoleUrl: () => string
  tokenOf: () => string
}): Promise<Portal> {
  let asked = 0
  const server = createServer(({ url }, response) => {
    if (url === '/panel-token') {
      asked += 1
      response.end(tokenOf())
    } else response.setHeader('content-type', 'text/html').end(page(consoleUrl()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP, it has one
  return {
    origin: `http://127.0.0.1:${port}`,
    asked: () => asked,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
