import 'server-only'
import { z } from 'zod'
import { UpstreamError } from '../errors'
import { failureOf } from './kube-failure'

/** Loose: the rest of the object is for its kind's own schema. */
const versioned = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) })

const watchEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
    object: versioned,
  }),
  z.object({ type: z.literal('BOOKMARK'), object: versioned }),
  z.object({
    type: z.literal('ERROR'),
    object: z.object({ code: z.number().default(500), message: z.string().default('') }),
  }),
])
export type WatchEvent = z.output<typeof watchEvent>

/** Events come as one JSON object a line; a chunk may hold several, or end within one. */
export async function* watchEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  for await (const line of linesOf(body)) {
    let event: WatchEvent
    try {
      event = watchEvent.parse(JSON.parse(line))
    } catch (cause) {
      throw new UpstreamError('kubernetes', 'malformed', { cause })
    }
    yield event
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let begun = ''
  for await (const chunk of received(body)) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n')
    begun = lines.pop() ?? ''
    yield* lines.filter((line) => line.trim() !== '')
  }
}

/** A stream that breaks is an upstream's failure; what its reader throws is not. */
async function* received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    throw failureOf(cause)
  }
}
