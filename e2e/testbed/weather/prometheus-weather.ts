import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { openDoor } from '../door'
import { answerHalf, type Forwarded, forward, readBody } from './forward'
import { type LoggedQuery, type QueryLog, queryLog } from './query-log'

export const prometheusWeather = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fair') }),
  /** Nobody listens. */
  z.strictObject({ kind: z.literal('down') }),
  /** The answer is right and late. */
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0) }),
  /** 200 and a page, as a login proxy answers. */
  z.strictObject({ kind: z.literal('html') }),
  /** The connection breaks in the middle of the body. */
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({
    kind: z.literal('refusing'),
    status: z.union([401, 403, 422, 500, 503].map((status) => z.literal(status))),
  }),
])
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

function answer(response: ServerResponse, status: number, type: string, text: string) {
  response.writeHead(status, { 'content-type': type }).end(text)
}

/** Prometheus' own words where the refusal is its own, a proxy's where it stands before it. */
function refuse(response: ServerResponse, status: number) {
  if (status === 422) {
    const error = 'query timed out in expression evaluation'
    const words = JSON.stringify({ status: 'error', errorType: 'execution', error })
    return answer(response, status, 'application/json', words)
  }
  return answer(response, status, 'text/plain; charset=utf-8', `${status} from a proxy\n`)
}

const page = '<!doctype html><title>Sign in</title><p>Please sign in.</p>\n'

async function answerIn(weather: PrometheusWeather, exchange: Forwarded): Promise<void> {
  switch (weather.kind) {
    case 'fair':
    case 'down':
      return forward(exchange)
    case 'slow':
      await pause(weather.delayMs, undefined, { signal: exchange.left })
      return forward(exchange)
    case 'cut':
      return answerHalf(exchange)
    case 'html':
      return answer(exchange.response, 200, 'text/html', page)
    case 'refusing':
      return refuse(exchange.response, weather.status)
  }
}

/** An abort is the client's own leaving; whatever else breaks is the upstream's. */
function giveUp({ response, left }: Forwarded) {
  if (left.aborted) return
  if (response.headersSent) response.destroy()
  else answer(response, 502, 'text/plain; charset=utf-8', 'Prometheus is gone\n')
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
    await answerIn(weather, exchange).catch(() => giveUp(exchange))
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
