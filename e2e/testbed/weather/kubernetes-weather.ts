import { connect, createServer, type Socket } from 'node:net'
import { z } from 'zod'
import { openDoor } from '../door'

/** `stalled`: connections are taken and kept, and not one byte passes. */
export const kubernetesWeather = z.enum(['fair', 'down', 'stalled'])
export type KubernetesWeather = z.infer<typeof kubernetesWeather>

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

export type KubernetesProxy = {
  /** https, with the API server's own certificate: nothing is decrypted on the way. */
  url: string
  weather(): KubernetesWeather
  set(weather: KubernetesWeather): Promise<void>
  stop(): Promise<void>
}

/** Stands between the console and the API server and lets nothing through on request. */
export async function startKubernetesProxy(upstreamUrl: string): Promise<KubernetesProxy> {
  const { hostname, port } = new URL(upstreamUrl)
  const pairs = new Set<Pair>()
  let weather: KubernetesWeather = 'fair'

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
    weather: () => weather,
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
