import { setImmediate as immediate } from 'node:timers/promises'
import { withAuthenticated } from '../access/identities'
import { type KubernetesAccess, statusError, withQuery } from '../client/connection'
import { copyJson, type JsonObject } from '../object'
import type { ApiServer, Exchange } from './exchange'
import { handle } from './handle'
import { parseRequestInfo } from './request-info'
import { ApiStatusError } from './status'

const admin = { name: 'admin', uid: '1', groups: withAuthenticated(['system:masters']), extra: {} }

/**
 * The same handlers without https in between: whoever starts a mesh of thousands of pods in this
 * process would spend most of the time on talking to itself.
 */
export function insideOf(server: ApiServer): NonNullable<KubernetesAccess['inside']> {
  async function answer(exchange: Exchange): Promise<JsonObject> {
    // As a request over the wire would, it lets others have their turn.
    await immediate()
    try {
      const answered = await handle(exchange)
      if (answered.kind === 'json') return copyJson(answered.value as JsonObject) // objects and lists
      throw new Error(`${exchange.info.path} was not answered with JSON`)
    } catch (error) {
      throw error instanceof ApiStatusError ? statusError(error.code, error.status) : error
    }
  }
  return (method, path, { query, body, contentType = 'application/json' } = {}) => {
    const url = withQuery(server.url(), path, query)
    const info = parseRequestInfo(method, url)
    if (!info.isResource || info.verb === 'watch') return null
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? null)
    return answer({
      server,
      info,
      user: admin,
      search: url.searchParams,
      accept: 'application/json',
      userAgent: 'binnacle-testbed',
      readBody: async () => ({ text: body === undefined ? '' : text, contentType }),
      startStream: () => {
        throw new Error('watches go over the wire')
      },
    })
  }
}
