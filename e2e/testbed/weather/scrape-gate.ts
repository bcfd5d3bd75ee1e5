import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { openDoor } from '../door'
import { forward } from './forward'

export type ScrapeGate = {
  /** Answers http_sd with the mesh's targets, each of them behind this gate. */
  targetsUrl: string
  /** Until then, and while it is closed again, every scrape fails. */
  open(): void
  close(): void
  /** The next scrape of each target fails. */
  loseOne(): void
  stop(): Promise<void>
}

type TargetGroup = { targets: string[]; labels: Record<string, string> }

async function groupsBehind(address: string, meshUrl: string): Promise<TargetGroup[]> {
  const response = await fetch(`${meshUrl}/sd`)
  const groups = (await response.json()) as TargetGroup[]
  return groups.map((group) => ({ ...group, targets: [address] }))
}

function passOn(request: IncomingMessage, response: ServerResponse, meshUrl: string) {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const target = new URL(request.url ?? '/', meshUrl)
  return forward({ request, response, target, body: Buffer.alloc(0), left: left.signal })
}

/**
 * Prometheus needs seconds to find its targets. Behind the gate it can find them while the mesh
 * still lives through its past: a counter of the past, scraped now, would look like a reset later.
 */
export async function startScrapeGate(meshUrl: string): Promise<ScrapeGate> {
  let isOpen = false
  let address = ''
  /** Targets whose next scrape has been lost already; `null` when none is to be. */
  let lost: Set<string> | null = null

  function isLost(target: string) {
    if (lost === null || lost.has(target)) return false
    lost.add(target)
    return true
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (request.url === '/sd') {
      const groups = await groupsBehind(address, meshUrl)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(groups))
    } else if (!isOpen) response.writeHead(503).end('the gate is closed\n')
    else if (isLost(request.url ?? '')) response.writeHead(503).end('this scrape is lost\n')
    else await passOn(request, response, meshUrl)
  }

  const server = createServer((request, response) => {
    // Prometheus or the mesh has left, which is how either of them stops.
    answer(request, response).catch(() => response.destroy())
  })
  const door = await openDoor(server)
  address = `127.0.0.1:${door.port}`
  return {
    targetsUrl: `http://${address}/sd`,
    open: () => {
      isOpen = true
    },
    close: () => {
      isOpen = false
    },
    loseOne: () => {
      lost = new Set()
    },
    stop: door.shut,
  }
}
