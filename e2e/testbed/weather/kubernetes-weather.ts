import type { ServerResponse } from 'node:http'
import { createServer, Agent as HttpsAgent } from 'node:https'
import { z } from 'zod'
import { openDoor } from '../door'
import { kubernetesClient } from '../kubernetes/client'
import { serverCertificate } from '../kubernetes/http/certificate'
import { type ApiRequest, parseApiRequest } from './api-request'
import { type Forwarded, forward, readBody } from './forward'
import { startKubernetesLine } from './kubernetes-line'
import { answerIn, kubernetesStorm } from './kubernetes-storms'

export const kubernetesWeather = z.union([z.enum(['fair', 'down', 'stalled']), kubernetesStorm])
export type KubernetesWeather = z.infer<typeof kubernetesWeather>

export type KubernetesProxy = {
  url: string
  /** Of the authority behind this address, which is not the API server's own. */
  caPem: string
  weather(): KubernetesWeather
  set(weather: KubernetesWeather): Promise<void>
  stop(): Promise<void>
}

export type KubernetesUpstream = { url: string; caPem: string; token: string }

/** Aborts when the client leaves before the answer is complete. */
function leaving(response: ServerResponse): AbortSignal {
  const left = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) left.abort()
  })
  return left.signal
}

/** The API server has broken off, or the storm has: the client is to see a broken connection. */
const giveUp = ({ response }: Forwarded) => response.destroy()

/** Reads every request on its way to the API server and answers as the weather wants it. */
async function startFront(upstream: KubernetesUpstream, weather: () => KubernetesWeather) {
  const { caPem, certPem, keyPem } = await serverCertificate()
  const agent = new HttpsAgent({ keepAlive: true, ca: upstream.caPem })
  const client = kubernetesClient(upstream)
  const watches = new Set<ServerResponse>()
  const refused = new Set<string>()

  const answer = (exchange: Forwarded, api: ApiRequest | null) => {
    const now = weather()
    if (api === null || typeof now === 'string') return forward(exchange)
    return answerIn(now, { ...exchange, api, client, refused })
  }
  const server = createServer({ cert: certPem, key: keyPem }, async (request, response) => {
    const target = new URL(request.url ?? '/', upstream.url)
    const left = leaving(response)
    // A client that leaves before it has finished its request has asked nothing.
    const body = await readBody(request).catch(() => null)
    if (!body) return
    const api = parseApiRequest(request.method ?? 'GET', target)
    if (api?.isWatch) {
      watches.add(response)
      response.once('close', () => watches.delete(response))
    }
    const exchange = { request, response, target, agent, body, left }
    await answer(exchange, api).catch(() => giveUp(exchange))
  })
  const door = await openDoor(server)
  return {
    url: `https://127.0.0.1:${door.port}`,
    caPem,
    weatherChanged() {
      refused.clear()
      const now = weather()
      if (typeof now === 'string' || !now.kind.startsWith('watches-')) return
      for (const response of watches) response.destroy()
    },
    async stop() {
      await door.shut()
      agent.destroy()
      await client.close()
    },
  }
}

/** Stands between the console and the API server and misbehaves on request. */
export async function startKubernetesProxy(upstream: KubernetesUpstream): Promise<KubernetesProxy> {
  let weather: KubernetesWeather = 'fair'
  const front = await startFront(upstream, () => weather)
  const line = await startKubernetesLine(front.url)
  return {
    url: line.url,
    caPem: front.caPem,
    weather: () => weather,
    async set(next) {
      weather = next
      front.weatherChanged()
      await line.set(typeof next === 'string' ? next : 'fair')
    },
    async stop() {
      await line.stop()
      await front.stop()
    },
  }
}
