import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { refuseForbidden } from '../access/authorization'
import { authenticate } from '../access/identities'
import { impersonated } from '../access/impersonation'
import type { WatchStream } from '../reads/watch'
import type { Answer, ApiServer, Exchange } from './exchange'
import { pageNotFound, plainText } from './exchange'
import { handle } from './handle'
import { addPlainRoutes, type Env } from './plain-routes'
import { parseRequestInfo, type ResourceRequest } from './request-info'
import { isProxied, proxyToService } from './service-proxy'
import { ApiStatusError, failure } from './status'

type ApiContext = Context<Env>

/** A chunked answer written line by line on Node's own response: one write per event. */
function startStream({ outgoing }: HttpBindings): WatchStream {
  outgoing.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  })
  outgoing.flushHeaders()
  return {
    // An event may come between the end of a watch and the moment that it is unsubscribed.
    write: (line) => {
      if (!outgoing.writableEnded) outgoing.write(line)
    },
    end: () => outgoing.end(),
    onClose: (listener) => {
      if (outgoing.destroyed) listener()
      else outgoing.once('close', listener)
    },
  }
}

function toExchange(
  context: ApiContext,
  server: ApiServer,
  info: ResourceRequest,
): Omit<Exchange, 'user'> {
  const { req } = context
  return {
    server,
    info,
    search: new URL(req.url).searchParams,
    accept: req.header('accept'),
    userAgent: req.header('user-agent') ?? '',
    readBody: async () => ({ text: await req.text(), contentType: req.header('content-type') }),
    startStream: () => startStream(context.env),
  }
}

function send(context: ApiContext, answer: Answer): Response {
  if (answer.kind === 'streamed') return RESPONSE_ALREADY_SENT
  if (answer.code === 204) return context.body(null, 204)
  const code = answer.code as ContentfulStatusCode
  if (answer.kind === 'text') return context.body(answer.text, code, plainText)
  // One header a warning: set on Node's response, for Hono would join them into one.
  const warnings = (answer.warnings ?? []).map((words) => `299 - ${JSON.stringify(words)}`)
  if (warnings.length > 0) context.env.outgoing.setHeader('Warning', warnings)
  return answer.kind === 'yaml'
    ? context.body(answer.text, code, { 'Content-Type': 'application/yaml' })
    : context.body(JSON.stringify(answer.value), code, { 'Content-Type': 'application/json' })
}

/** The funnel: refusals as they are, everything else as a fault of ours, which is also logged. */
function refuse(error: Error, context: ApiContext): Response {
  const isRefusal = error instanceof ApiStatusError
  if (!isRefusal) console.error('The embedded Kubernetes API failed', error)
  const { code, status, headers } = isRefusal
    ? error
    : failure(500, 'InternalError', `Internal error occurred: ${error.message}`)
  return context.body(JSON.stringify(status), code as ContentfulStatusCode, {
    'Content-Type': 'application/json',
    ...headers,
  })
}

/** Who asks, whether they may, and then what they asked for. */
export function apiApp(server: ApiServer): Hono<Env> {
  const app = new Hono<Env>()
  app.onError(refuse)
  app.use(async (context, next) => {
    const { req } = context
    const info = parseRequestInfo(req.method, new URL(req.url))
    const actor = authenticate(server.identities, req.header('authorization'))
    const user = impersonated(server.cluster, actor, (name) => req.header(name), info)
    refuseForbidden(server.cluster, user, info)
    context.header('Cache-Control', 'no-cache, private')
    context.set('exchange', info.isResource ? { ...toExchange(context, server, info), user } : null)
    await next()
  })
  addPlainRoutes(app, server)
  app.all('*', async (context) => {
    const exchange = context.get('exchange')
    if (exchange && isProxied(exchange.info)) {
      await proxyToService(server.cluster, exchange.info, context.env)
      return RESPONSE_ALREADY_SENT
    }
    return send(context, exchange ? await handle(exchange) : pageNotFound)
  })
  return app
}
