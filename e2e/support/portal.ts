import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Portal = {
  /** Of another site than the console's. */
  origin: string
  /** Of the console's own site, as where both are names of one domain. */
  sameSite: string
  /** How often a panel has asked for a token. */
  asked: () => number
  stop: () => void
}

type Settings = { consoleUrl: () => string; tokenOf: () => string }

const quoted = (text: string) => text.replace(/[&"<]/g, (letter) => `&#${letter.codePointAt(0)};`)

/** So many panels, each with the attributes that the page's own address names. */
function panels(search: URLSearchParams): string {
  const { count = '1', module: _, ...attributes } = Object.fromEntries(search)
  const named = Object.entries({ view: 'graph', ...attributes })
  const written = named.map(([name, value]) => `${name}="${quoted(value)}"`).join(' ')
  return `<binnacle-panel ${written}></binnacle-panel>`.repeat(Number(count))
}

const page = (content: string) => `<!doctype html>
<html lang="en"><head><title>Portal</title><style>
main { display: grid; gap: 8px; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)) }
iframe { border: 0; width: 100%; height: 480px }
</style></head><body>
<h1>Portal</h1>
<button>Count</button>
${content}</body></html>`

const withPanels = (consoleUrl: string, search: URLSearchParams) =>
  page(`<script${search.has('module') ? ' type="module"' : ''} src="${quoted(consoleUrl)}/embed.js"></script>
<main>${panels(search)}</main>
<script>
for (const panel of document.querySelectorAll('binnacle-panel'))
  panel.getToken = () => fetch('/panel-token').then((answer) => answer.text())
</script>`)

/** Without a script of ours: the address of the frame brings the token. */
const withFragment = ({ consoleUrl, tokenOf }: Settings) =>
  page(`<iframe src="${quoted(consoleUrl())}/embed/graph#token=${tokenOf()}"></iframe>`)

/** A page of somebody else's at an origin of its own, and the backend that hands it tokens. */
export async function startPortal(settings: Settings): Promise<Portal> {
  let asked = 0
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://portal')
    if (pathname === '/panel-token') {
      asked += 1
      return response.end(settings.tokenOf())
    }
    response.setHeader('content-type', 'text/html')
    response.end(
      pathname === '/fragment'
        ? withFragment(settings)
        : withPanels(settings.consoleUrl(), searchParams),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP, it has one
  return {
    origin: `http://127.0.0.1:${port}`,
    sameSite: `http://localhost:${port}`,
    asked: () => asked,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
