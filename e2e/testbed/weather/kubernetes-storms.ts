import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { JsonPatchOperation, KubernetesClient } from '../kubernetes/client'
import { forbidden, modified } from '../kubernetes/http/status'
import type { ApiRequest } from './api-request'
import { ask, type Forwarded, forward, readBody } from './forward'

const milliseconds = z.int().min(0).max(600_000)

const operation = z.object({
  op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
  path: z.string(),
  from: z.string().optional(),
  value: z.unknown().optional(),
})

/** What the API server, or something on the way to it, does to requests that do reach it. */
export const kubernetesStorm = z.discriminatedUnion('kind', [
  /** Every request is refused with 429 and `Retry-After`, as by priority and fairness. */
  z.strictObject({ kind: z.literal('throttled'), retryAfterSeconds: z.int().min(0).default(1) }),
  /** Every answer is right and late. */
  z.strictObject({ kind: z.literal('slow'), delayMs: milliseconds }),
  /** Open watches break at once, new ones after so long. */
  z.strictObject({ kind: z.literal('watches-dropped'), afterMs: milliseconds.default(1_000) }),
  /** Open watches break at once, and no history reaches back to where new ones want to go on. */
  z.strictObject({ kind: z.literal('watches-expired') }),
  /** 403 for one kind, by its plural name, whatever access reviews say. */
  z.strictObject({ kind: z.literal('forbidden'), resource: z.string().min(1) }),
  /** Each write meets 409 the first time and goes through the second. Dry runs pass. */
  z.strictObject({ kind: z.literal('conflicting') }),
  /** Somebody else writes this patch to the object right before each write. Dry runs pass. */
  z.strictObject({
    kind: z.literal('intervening'),
    patch: z.union([z.array(operation), z.record(z.string(), z.unknown())]),
    manager: z.string().min(1).default('kubectl-edit'),
  }),
  /** A validating webhook denies every create, update and patch, of all kinds or of one by its plural name, dry runs as well. */
  z.strictObject({
    kind: z.literal('denied'),
    words: z.string().min(1),
    resource: z.string().min(1).optional(),
    webhook: z.string().min(1).default('rev.validation.istio.io'),
  }),
  /** A write is carried out at once and answered late. Dry runs pass. */
  z.strictObject({ kind: z.literal('late-after-applying'), delayMs: milliseconds }),
  /** A write is carried out, and the connection breaks before its answer. Dry runs pass. */
  z.strictObject({ kind: z.literal('dropped-after-applying') }),
])
export type KubernetesStorm = z.infer<typeof kubernetesStorm>

export type StormyExchange = Forwarded & {
  api: ApiRequest
  /** Past every weather, as the admin. */
  client: KubernetesClient
  /** Writes that have met their conflict: they go through when they come again. */
  refused: Set<string>
}

type Refusal = { code: number; status: unknown }

function refuse(response: ServerResponse, { code, status }: Refusal) {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(status))
}

function throttle(response: ServerResponse, retryAfterSeconds: number) {
  response
    .writeHead(429, {
      'content-type': 'text/plain; charset=utf-8',
      'retry-after': String(retryAfterSeconds),
    })
    .end('Too many requests, please try again later.\n')
}

function forbid(exchange: StormyExchange) {
  const { verb, group, resource, namespace, name } = exchange.api.info
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const why = `cannot ${verb} resource "${resource}" in API group "${group}" ${where}`
  refuse(exchange.response, forbidden({ group, resource }, name, why))
}

async function dropLater(exchange: StormyExchange, afterMs: number) {
  const timer = setTimeout(() => exchange.response.destroy(), afterMs)
  await forward(exchange).finally(() => clearTimeout(timer))
}

/** As the API server tells a watch that it cannot go on: within the stream, after its 200. */
function expire({ response, api }: StormyExchange) {
  const message = `too old resource version: ${api.resourceVersion || 0} (${Number.MAX_SAFE_INTEGER})`
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message }
  const object = { ...status, reason: 'Expired', code: 410 }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`)
}

function refuseOnce(exchange: StormyExchange) {
  const { request, target, api, refused } = exchange
  const write = `${request.method} ${target.pathname}`
  if (refused.delete(write)) return forward(exchange)
  refused.add(write)
  const { group, resource, name } = api.info
  return refuse(exchange.response, modified({ group, resource }, name))
}

type Intervention = Extract<KubernetesStorm, { kind: 'intervening' }>

async function intervene(exchange: StormyExchange, { patch, manager }: Intervention) {
  const { target, client } = exchange
  // zod's optional fields are the client's, but for `undefined` as a value.
  const body = patch as readonly JsonPatchOperation[] | Record<string, unknown>
  await client.patch(target.pathname, body, { fieldManager: manager })
  await forward(exchange)
}

type Denial = Extract<KubernetesStorm, { kind: 'denied' }>

/** A webhook is asked last: what the API server itself refuses is refused in its own words. */
async function deny(exchange: StormyExchange, { words, webhook }: Denial) {
  const target = new URL(exchange.target)
  target.searchParams.set('dryRun', 'All')
  const tried = await ask({ ...exchange, target })
  const answer = await readBody(tried)
  if ((tried.statusCode ?? 500) >= 400) {
    exchange.response.writeHead(tried.statusCode ?? 500, tried.headersDistinct).end(answer)
    return
  }
  const message = `admission webhook "${webhook}" denied the request: ${words}`
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message }
  refuse(exchange.response, { code: 400, status: { ...status, code: 400 } })
}

/** Carried out whether or not the client waits; the answer is then the client's, if it still does. */
async function applyFirst(exchange: StormyExchange, answer: () => Promise<unknown>) {
  const upstream = await ask({ ...exchange, left: new AbortController().signal })
  const body = await readBody(upstream)
  await answer()
  exchange.response.writeHead(upstream.statusCode ?? 502, upstream.headersDistinct).end(body)
}

/** Whether a storm strikes this request at all. */
function strikes(storm: KubernetesStorm, { info, isWatch, isWrite, isDryRun }: ApiRequest) {
  switch (storm.kind) {
    case 'throttled':
    case 'slow':
      return true
    case 'watches-dropped':
    case 'watches-expired':
      return isWatch
    case 'forbidden':
      return info.resource === storm.resource
    case 'denied':
      return (
        isWrite &&
        !['delete', 'deletecollection'].includes(info.verb) &&
        (storm.resource === undefined || storm.resource === info.resource)
      )
    case 'intervening':
      return isWrite && !isDryRun && info.name !== ''
    case 'conflicting':
    case 'late-after-applying':
    case 'dropped-after-applying':
      return isWrite && !isDryRun
  }
}

export async function answerIn(storm: KubernetesStorm, exchange: StormyExchange): Promise<void> {
  const { response, left } = exchange
  if (!strikes(storm, exchange.api)) return forward(exchange)
  switch (storm.kind) {
    case 'throttled':
      return throttle(response, storm.retryAfterSeconds)
    case 'slow':
      await pause(storm.delayMs, undefined, { signal: left })
      return forward(exchange)
    case 'watches-dropped':
      return dropLater(exchange, storm.afterMs)
    case 'watches-expired':
      return expire(exchange)
    case 'forbidden':
      return forbid(exchange)
    case 'conflicting':
      return refuseOnce(exchange)
    case 'intervening':
      return intervene(exchange, storm)
    case 'denied':
      return deny(exchange, storm)
    case 'late-after-applying':
      return applyFirst(exchange, () => pause(storm.delayMs, undefined, { signal: left }))
    case 'dropped-after-applying':
      return applyFirst(exchange, async () => response.destroy())
  }
}
