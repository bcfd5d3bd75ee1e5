import 'server-only'
import { randomUUID } from 'node:crypto'
import { type StreamEvent, type StreamSearch, streamSearch, type Topic } from '../../api/stream'
import { readViewer } from '../../identity/current-viewer'
import { ruledKindOf } from '../../identity/may-read'
import { showsTo } from '../../identity/shows'
import type { Viewer } from '../../identity/viewer'
import type { KindChange } from '../../kubernetes/watch-cache'
import { refuseEmbed } from '../embed-routes'
import { badRequest, failedResponse, problemResponse } from '../problem'
import { parseQuery } from '../query'
import { refuseForeignRead } from '../request-guard'
import { type Hub, type HubEvent, streamHub } from './stream-hub'

/** Then the reader comes again, and what it may see is decided anew. */
const longestMs = 5 * 60_000
/** More readers than that poll. */
const mostStreams = 1000

/** Says that something changed, never what: a reader asks for that, and is answered what it may see. */
export async function streamResponse(request: Request): Promise<Response> {
  const requestId = randomUUID()
  const foreign = refuseForeignRead(request.headers)
  if (foreign) return problemResponse({ type: 'about:blank', ...foreign, requestId })
  try {
    const query = parseQuery(streamSearch, new URL(request.url).searchParams)
    if (query.kind === 'refused') return problemResponse(badRequest(query.detail, requestId))
    const viewer = await readViewer(request.headers, request.signal)
    // A page of a portal may hold thirty panels: they ask at intervals.
    const closed = refuseEmbed(viewer, { pathname: '/api/v1/stream', params: {}, search: {} })
    if (closed) return problemResponse({ ...closed, requestId })
    const hub = streamHub()
    if (hub.hasEnded()) return problemResponse(ending(requestId))
    if (hub.listening() >= mostStreams) return problemResponse(crowded(requestId))
    return new Response(eventStream(hub, query.search, viewer, request.signal), { headers })
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 })
    return failedResponse(error, requestId, '/api/v1/stream')
  }
}

/**
 * Proxies must neither gather events nor compress them. The connection goes with the stream: kept for
 * a next request it would hold up the end of the process.
 */
const headers = {
  connection: 'close',
  'content-type': 'text/event-stream',
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
}

const crowded = (requestId: string) => ({
  type: 'about:blank',
  title: 'Too many readers of changes; ask at intervals instead',
  status: 503,
  requestId,
})

const ending = (requestId: string) => ({
  type: 'about:blank',
  title: 'This server is about to end',
  status: 503,
  requestId,
})

export function eventStream(
  hub: Hub,
  search: StreamSearch,
  viewer: Viewer,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let leave = () => {}
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text))
      const end = () => {
        leave()
        controller.close()
      }
      const unlisten = hub.listen((event) => {
        if (event.kind === 'end') return end()
        // A reader that does not read must not fill our memory: it comes again and asks for all.
        if ((controller.desiredSize ?? 0) < -mostUnread) return end()
        const told = toStreamEvent(event, search, viewer)
        if (told) write(asText(told))
      })
      const lifetime = setTimeout(end, longestMs)
      signal.addEventListener('abort', end, { once: true })
      leave = () => {
        unlisten()
        clearTimeout(lifetime)
        signal.removeEventListener('abort', end)
      }
      // Something at once, so that every proxy in between lets the answer begin.
      write(': open\n\n')
    },
    cancel: () => leave(),
  })
}

const mostUnread = 64

/** `null` where the event does not concern this reader. */
function toStreamEvent(
  event: Exclude<HubEvent, { kind: 'end' }>,
  search: StreamSearch,
  viewer: Viewer,
): StreamEvent | null {
  if (event.kind === 'tick') return { event: 'tick', data: { at: event.at } }
  const shows = showsTo(viewer)
  const isSeen = ({ kind, namespace }: KindChange) =>
    namespace === null || shows(namespace, ruledKindOf(kind))
  const touched = (topic: Topic) => event.changes.get(topic)?.some(isSeen) ?? false
  const topics = search.topics.filter(touched)
  return topics.length > 0 ? { event: 'changed', data: { topics } } : null
}

const asText = ({ event, data }: StreamEvent) =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
