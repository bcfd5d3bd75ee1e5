import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { answerHalf, ask, type Forwarded, forward, readBody } from './forward'
import { multiplied } from './multiplied'

/** What the store, or something on the way to it, does to questions that do reach it. */
export const prometheusStorm = z.discriminatedUnion('kind', [
  /** The answer is right and late. */
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0) }),
  /** 200 and a page, as a login proxy answers. */
  z.strictObject({ kind: z.literal('html') }),
  /** 200 and JSON of something else. */
  z.strictObject({ kind: z.literal('nonsense') }),
  /** The connection breaks in the middle of the body. */
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({
    kind: z.literal('refusing'),
    status: z.union([401, 403, 422, 429, 500, 503].map((status) => z.literal(status))),
  }),
  /** Refuses who does not send this header, or another value than this: a token, a tenant. */
  z.strictObject({
    kind: z.literal('requiring'),
    header: z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9-]+$/),
    value: z.string().optional(),
    status: z.union([401, 403].map((status) => z.literal(status))).default(401),
  }),
  /** Every series comes this many times, each copy under names of its own. */
  z.strictObject({ kind: z.literal('huge'), copies: z.int().min(2).max(1000).default(100) }),
  /** A store in good health that has never heard of Istio. */
  z.strictObject({ kind: z.literal('without-istio') }),
  /** One that scrapes proxies of which none has counted a call, or whose Telemetry says not to. */
  z.strictObject({ kind: z.literal('without-calls') }),
])
export type PrometheusStorm = z.infer<typeof prometheusStorm>

function answer(response: ServerResponse, status: number, type: string, text: string) {
  response.writeHead(status, { 'content-type': type }).end(text)
}

const answerJson = (response: ServerResponse, status: number, value: unknown) =>
  answer(response, status, 'application/json', JSON.stringify(value))

/** Prometheus' own words where the refusal is its own, a proxy's where it stands before it. */
function refuse(response: ServerResponse, status: number) {
  if (status === 422) {
    const error = 'query timed out in expression evaluation'
    return answerJson(response, status, { status: 'error', errorType: 'execution', error })
  }
  return answer(response, status, 'text/plain; charset=utf-8', `${status} from a proxy\n`)
}

type Requirement = Extract<PrometheusStorm, { kind: 'requiring' }>

/** Mimir and Thanos refuse a missing tenant in plain words. */
function requireHeader(exchange: Forwarded, { header, value, status }: Requirement) {
  const sent = exchange.request.headers[header]
  if (value === undefined ? sent !== undefined : sent === value) return forward(exchange)
  const words = header === 'x-scope-orgid' ? 'no org id' : 'not allowed'
  return answer(exchange.response, status, 'text/plain; charset=utf-8', `${words}\n`)
}

/** The whole answer as JSON; what is no 200 passes as it is. */
async function changeAnswer(exchange: Forwarded, change: (body: unknown) => unknown) {
  const upstream = await ask({ ...exchange, headers: { 'accept-encoding': 'identity' } })
  const body = (await readBody(upstream)).toString('utf8')
  if (upstream.statusCode === 200)
    return answerJson(exchange.response, 200, change(JSON.parse(body)))
  return answer(exchange.response, upstream.statusCode ?? 502, 'application/json', body)
}

const isAboutIstio = ({ target, body }: Forwarded) =>
  /istio/i.test(decodeURIComponent(target.search)) || /istio/i.test(body.toString('utf8'))

function withoutIstio(exchange: Forwarded) {
  const path = exchange.target.pathname
  if (path.endsWith('/label/__name__/values')) {
    return changeAnswer(exchange, (reply) => {
      const { data, ...rest } = reply as { data: string[] } // Prometheus' own list of names
      return { ...rest, data: data.filter((name) => !name.startsWith('istio_')) }
    })
  }
  if (!isAboutIstio(exchange)) return forward(exchange)
  const resultType = path.endsWith('/query_range') ? 'matrix' : 'vector'
  const data = path.includes('/query') ? { resultType, result: [] } : []
  return answerJson(exchange.response, 200, { status: 'success', data })
}

/** Names of Envoy's own counters as nobody has them; as long as they were, as the request's length has been told. */
const renamed = (text: string) => text.replace(/istio_(?=(request|response|tcp)s?_)/g, 'never_')

function withoutCalls(exchange: Forwarded) {
  const target = new URL(renamed(exchange.target.href))
  return forward({
    ...exchange,
    target,
    body: Buffer.from(renamed(exchange.body.toString('utf8'))),
  })
}

const page = '<!doctype html><title>Sign in</title><p>Please sign in.</p>\n'

export async function answerIn(storm: PrometheusStorm, exchange: Forwarded): Promise<void> {
  const { response, left } = exchange
  switch (storm.kind) {
    case 'slow':
      await pause(storm.delayMs, undefined, { signal: left })
      return forward(exchange)
    case 'cut':
      return answerHalf(exchange)
    case 'html':
      return answer(response, 200, 'text/html', page)
    case 'nonsense':
      return answerJson(response, 200, { status: 'success', data: { resultType: 'weather' } })
    case 'refusing':
      return refuse(response, storm.status)
    case 'requiring':
      return requireHeader(exchange, storm)
    case 'huge':
      return changeAnswer(exchange, (reply) => multiplied(reply, storm.copies))
    case 'without-istio':
      return withoutIstio(exchange)
    case 'without-calls':
      return withoutCalls(exchange)
  }
}
