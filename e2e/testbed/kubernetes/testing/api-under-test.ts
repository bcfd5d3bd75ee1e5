import { Agent, type Dispatcher, request } from 'undici'
import { inject } from 'vitest'
import type { KubernetesApi } from '../api'
import { type KubernetesClient, kubernetesClient } from '../client'
import { linesOf } from '../client/lines'
import { isJsonObject, type JsonObject } from '../object'
import { type EmbeddedKubernetes, startEmbeddedKubernetes } from '../server'
import { realApi } from './real-kubernetes'
import { tidy } from './tidy'

export type Ask = {
  body?: unknown
  contentType?: string
  accept?: string
  /** '' asks without a token; left out asks as the admin. */
  token?: string
  headers?: Record<string, string>
}

export type Reply = { code: number; body: unknown; headers: Dispatcher.ResponseData['headers'] }
export type WatchedEvent = { type: string; object: JsonObject }

export type Watch = {
  count?: number
  /** Runs when the head of the answer is there: from then on nothing is missed. */
  meanwhile?: () => Promise<unknown>
}

export type ApiUnderTest<Api extends KubernetesApi = KubernetesApi> = {
  api: Api
  client: KubernetesClient
  ask(method: Dispatcher.HttpMethod, path: string, ask?: Ask): Promise<Reply>
  /** The events of a watch until the server ends it, or until there are `count`. */
  watch(path: string, watch?: Watch): Promise<WatchedEvent[]>
  stop(): Promise<void>
}

/** What differs from run to run. */
const elided = [
  'uid',
  'resourceVersion',
  'managedFields',
  'creationTimestamp',
  'clusterIP',
  'clusterIPs',
]

export function elide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(elide)
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([key]) => !elided.includes(key))
  return Object.fromEntries(kept.map(([key, entry]) => [key, elide(entry)]))
}

const isJson = (headers: Dispatcher.ResponseData['headers']) =>
  String(headers['content-type']).startsWith('application/json')

function headersOf(api: KubernetesApi, ask: Ask, hasBody: boolean): Record<string, string> {
  const { token = api.adminToken, accept, contentType = 'application/json' } = ask
  return {
    'user-agent': 'tester/1.0',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(accept === undefined ? {} : { accept }),
    ...(hasBody ? { 'content-type': contentType } : {}),
    ...ask.headers,
  }
}

async function readEvents(body: Dispatcher.ResponseData['body'], count: number) {
  const events: WatchedEvent[] = []
  for await (const line of linesOf(body)) {
    events.push(JSON.parse(line) as WatchedEvent)
    if (events.length === count) break
  }
  return events
}

async function question<Api extends KubernetesApi>(
  api: Api,
  stop: (client: KubernetesClient) => Promise<void>,
): Promise<ApiUnderTest<Api>> {
  const client = kubernetesClient({ url: api.url, caPem: api.caPem, token: api.adminToken })
  const dispatcher = new Agent({ connect: { ca: api.caPem } })
  const open = (method: Dispatcher.HttpMethod, path: string, ask: Ask) => {
    const { body } = ask
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const headers = headersOf(api, ask, text !== undefined)
    return request(new URL(path, api.url), { method, headers, dispatcher, body: text ?? null })
  }
  return {
    api,
    client,
    ask: async (method, path, ask = {}) => {
      const { statusCode, headers, body } = await open(method, path, ask)
      return {
        code: statusCode,
        headers,
        body: await (isJson(headers) ? body.json() : body.text()),
      }
    },
    watch: async (path, { count = Number.POSITIVE_INFINITY, meanwhile } = {}) => {
      const response = await open('GET', path, {})
      const reading = readEvents(response.body, count)
      await meanwhile?.()
      return reading
    },
    stop: async () => {
      await dispatcher.destroy()
      await stop(client)
      await client.close()
    },
  }
}

/** An embedded API of its own for one test file, and the plain ways to question it. */
export async function startEmbeddedUnderTest(): Promise<ApiUnderTest<EmbeddedKubernetes>> {
  const api = await startEmbeddedKubernetes()
  return question(api, () => api.stop())
}

/**
 * Either API: in the Vitest project `kubernetes` the real one, which all files share and leave as
 * they found it, elsewhere an embedded one of its own. What is tested with this holds for both.
 */
export async function startApiUnderTest(): Promise<ApiUnderTest> {
  const real = inject('realKubernetes')
  return real ? question(realApi(real), tidy) : startEmbeddedUnderTest()
}
