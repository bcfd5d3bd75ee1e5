import type { StreamEvent } from '../../api/stream'

/**
 * Server-sent events as they arrive. Read with `fetch` and not with `EventSource`, which cannot be
 * told when to come again.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let begun = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (begun + decoder.decode(part.value, { stream: true })).split('\n\n')
    begun = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseEvent(block)
      if (event) yield event
    }
  }
}

/** `null` of a comment. */
function parseEvent(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
  const [event, data] = [fields.get('event'), fields.get('data')]
  if (event === undefined || data === undefined) return null
  // Our own server's words inside one build: its compiler has proved their shape.
  return { event, data: JSON.parse(data) } as StreamEvent
}
