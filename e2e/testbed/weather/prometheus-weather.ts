import { createServer, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { openDoor } from '../door'
import { type Forwarded, forward, readBody } from './forward'
import { answerIn, prometheusStorm } from './prometheus-storms'
import { type LoggedQuery, type QueryLog, queryLog } from './query-log'

/** `down`: nobody listens. */
const calm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fair') }),
  z.strictObject({ kind: z.literal('down') }),
])

export const prometheusWeather = z.union([calm, prometheusStorm])
export type PrometheusWeather = z.infer<typeof prometheusWeather>

export type PrometheusProxy = {
  url: string
  weather(): PrometheusWeather
  set(weather: PrometheusWeather): Promise<void>
  queries: QueryLog
  stop(): Promise<void>
}

/** In the URL of a GET, in the form of a POST. */
const queryIn = (url: URL, body: Buffer) =>
  url.searchParams.get('query') ?? new URLSearchParams(body.toString('utf8')).get('query')

/** While it is down nobody gets here but those who came before. */
const answerWith = (weather: PrometheusWeather, exchange: Forwarded) =>
  weather.kind === 'fair' || weather.kind === 'down'
    ? forward(exchange)
    : answerIn(weather, exchange)

/** An abort is the client's own leaving; whatever else breaks is the upstream's. */
function giveUp({ response, left }: Forwarded) {
  if (left.aborted) return
  if (response.headersSent) response.destroy()
  else response.writeHead(502, { 'content-type': 'text/plain' }).end('Prometheus is gone\n')
}

/** Aborts when the client leaves before the answer is complete, and notes how the exchange went. */
function watchClient(
  response: ServerResponse,
  logged: LoggedQuery,
  weather: () => PrometheusWeather,
): AbortSignal {
  const left = new AbortController()
  response.once('finish', () => {
    logged.status = response.statusCode
  })
  response.once('close', () => {
    if (response.writableFinished) return
    const brokenByUs = weather().kind === 'down' || weather().kind === 'cut'
    logged.cancelled = !brokenByUs
    left.abort()
  })
  return left.signal
}

/** Stands between the console and Prometheus, counts what is asked and misbehaves on request. */
export async function startPrometheusProxy(upstreamUrl: string): Promise<PrometheusProxy> {
  let weather: PrometheusWeather = { kind: 'fair' }
  const queries = queryLog()

  const server = createServer(async (request, response) => {
    const target = new URL(request.url ?? '/', upstreamUrl)
    // A client that leaves before it has finished its question has asked nothing.
    const body = await readBody(request).catch(() => null)
    if (!body) return
    const logged = queries.add(target.pathname, queryIn(target, body))
    const left = watchClient(response, logged, () => weather)
    const exchange = { request, response, target, body, left }
    await answerWith(weather, exchange).catch(() => giveUp(exchange))
  })
  const door = await openDoor(server)

  return {
    url: `http://127.0.0.1:${door.port}`,
    weather: () => weather,
    async set(next) {
      weather = next
      if (next.kind === 'down') await door.shut()
      else await door.open()
    },
    queries,
    stop: () => door.shut(),
  }
}
