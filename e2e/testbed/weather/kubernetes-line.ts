import { connect, createServer, type Socket } from 'node:net'
import { openDoor } from '../door'

/** `stalled`: connections are taken and kept, and not one byte passes. */
export type LineWeather = 'fair' | 'down' | 'stalled'

type Pair = { client: Socket; upstream: Socket }

function flow({ client, upstream }: Pair) {
  client.pipe(upstream)
  upstream.pipe(client)
}

function stall({ client, upstream }: Pair) {
  client.unpipe(upstream)
  upstream.unpipe(client)
}

/** One side's end is the other's; a reset is an end like any other. */
function endTogether({ client, upstream }: Pair) {
  client.on('error', () => upstream.destroy())
  upstream.on('error', () => client.destroy())
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.destroy())
}

export type KubernetesLine = {
  /** https, with the upstream's own certificate: nothing is decrypted on the way. */
  url: string
  set(weather: LineWeather): Promise<void>
  stop(): Promise<void>
}

/** The last stretch of the way to the console, which lets nothing through on request. */
export async function startKubernetesLine(upstreamUrl: string): Promise<KubernetesLine> {
  const { hostname, port } = new URL(upstreamUrl)
  const pairs = new Set<Pair>()
  let weather: LineWeather = 'fair'

  const server = createServer((client) => {
    const pair = { client, upstream: connect({ host: hostname, port: Number(port) }) }
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
    endTogether(pair)
    if (weather === 'fair') flow(pair)
  })
  const door = await openDoor(server)

  return {
    url: `https://127.0.0.1:${door.port}`,
    async set(next) {
      if (next === weather) return
      weather = next
      if (next === 'down') await door.shut()
      else await door.open()
      for (const pair of pairs) {
        if (next === 'fair') flow(pair)
        else stall(pair)
      }
    },
    stop: () => door.shut(),
  }
}
