import 'server-only'
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Reply } from '../api/envelope'
import { readViewer } from '../identity/current-viewer'
import { refuseEmbed } from './embed-routes'
import { badRequest, failedResponse, problemResponse } from './problem'
import { parseQuery } from './query'
import type { ReadContext, Reader } from './reader'
import { isRendered, type Rendered } from './rendered'
import { type RouteContext, requestIdOf } from './request'
import { refuseForeignRead } from './request-guard'

/** The same as a table, uncut, for who asks with `Accept: text/csv`. */
type CsvReader<Search> = (search: Search, context: ReadContext) => Promise<CsvFile>
export type CsvFile = { name: string; bytes: Uint8Array<ArrayBuffer> }

/** The reader's data as the reply's schema takes it: a reader that answers less does not compile. */
type DataOf<ReplySchema extends z.ZodType> =
  z.input<ReplySchema> extends Reply<infer Data> ? Data : never

/**
 * A GET route as one sentence. The reply's schema is there for the compiler and for OpenAPI:
 * tests parse what is sent, production does not. What the path names is part of the search.
 */
export function getHandler<Search extends z.ZodType, ReplySchema extends z.ZodType>(
  search: Search,
  _reply: ReplySchema,
  read: Reader<z.output<Search>, DataOf<ReplySchema> | Rendered<DataOf<ReplySchema>>>,
  csv?: CsvReader<z.output<Search>>,
) {
  return async (request: Request, route?: RouteContext): Promise<Response> => {
    const requestId = requestIdOf(request.headers)
    const { signal, headers } = request
    const { pathname, searchParams } = new URL(request.url)
    const foreign = refuseForeignRead(headers)
    if (foreign) return problemResponse({ type: 'about:blank', ...foreign, requestId })
    try {
      const params = (await route?.params) ?? {}
      const query = parseQuery(search, searchParams, params)
      if (query.kind === 'refused') return problemResponse(badRequest(query.detail, requestId))
      const viewer = await readViewer(headers, signal)
      const closed = refuseEmbed(viewer, { pathname, params, search: query.search })
      if (closed) return problemResponse({ ...closed, requestId })
      const context = { viewer, signal }
      if (csv && asksForCsv(headers))
        return csvResponse(await csv(query.search, context), requestId)
      const reply = await read(query.search, context)
      return jsonResponse(reply, headers.get('if-none-match'), requestId)
    } catch (error) {
      // Nobody reads the answer to a question that was taken back.
      if (signal.aborted) return new Response(null, { status: 499 })
      return failedResponse(error, requestId, pathname)
    }
  }
}

const asksForCsv = (headers: Headers) => /^\s*text\/csv\b/.test(headers.get('accept') ?? '')

const csvResponse = ({ name, bytes }: CsvFile, requestId: string) =>
  new Response(bytes, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  })

/**
 * `no-cache` lets a browser keep the answer, but only show it after asking us: that is what the ETag is
 * for. Next compresses it; a handler cannot, as Next drops its `content-encoding`.
 */
function jsonResponse(reply: Reply<unknown>, known: string | null, requestId: string): Response {
  const { body, digest } = written(reply)
  const etag = `W/"${digest}"`
  const headers = {
    etag,
    'cache-control': 'private, no-cache',
    'x-request-id': requestId,
    // Whoever asks is known by these.
    vary: 'accept, authorization, cookie',
  }
  const isKnown = known?.split(',').some((one) => one.trim() === etag || one.trim() === '*')
  if (isKnown) return new Response(null, { status: 304, headers })
  return new Response(body, { headers: { ...headers, 'content-type': 'application/json' } })
}

function written(reply: Reply<unknown>): {
  body: string | ReadableStream<Uint8Array>
  digest: string
} {
  const { data, ...rest } = reply
  if (!isRendered(data)) {
    const body = JSON.stringify(reply)
    return { body, digest: digestOf(body) }
  }
  const after = JSON.stringify(rest)
  const [before, end] = [Buffer.from('{"data":'), Buffer.from(`,${after.slice(1)}`)]
  return { body: inPieces([before, data.bytes, end]), digest: digestOf(data.digest + after) }
}

/**
 * A drawing is shared by all who look: each is sent pieces of the same bytes, as fast as they are
 * taken. A response made of the whole would hold a copy for everybody, 3 MB in a mesh of 500 services.
 */
function inPieces(parts: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const pieces = piecesOf(parts)
  return new ReadableStream(
    {
      pull(controller) {
        const next = pieces.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
    },
    { highWaterMark: 0 },
  )
}

const pieceBytes = 64 * 1024

function* piecesOf(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts)
    for (let at = 0; at < part.length; at += pieceBytes) yield part.subarray(at, at + pieceBytes)
}

const digestOf = (text: string) => createHash('sha1').update(text).digest('base64url')
