import { expect, test } from 'vitest'
import { readEvents } from './read-events'

function bodyOf(...chunks: string[]) {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk))
      controller.close()
    },
  })
}

async function eventsOf(...chunks: string[]) {
  const events = []
  for await (const event of readEvents(bodyOf(...chunks))) events.push(event)
  return events
}

const tick = { event: 'tick', data: { at: 5000 } }
const changed = { event: 'changed', data: { topics: ['graph', 'splits'] } }

test.each([
  ['one event', ['event: tick\ndata: {"at":5000}\n\n'], [tick]],
  [
    'two in one chunk',
    [`event: tick\ndata: {"at":5000}\n\nevent: changed\ndata: {"topics":["graph","splits"]}\n\n`],
    [tick, changed],
  ],
  ['one torn apart', ['event: ti', 'ck\ndata: {"at":', '5000}\n', '\n'], [tick]],
  ['a comment, which is none', [': open\n\n', 'event: tick\ndata: {"at":5000}\n\n'], [tick]],
  ['one that was not finished, which is none', ['event: tick\ndata: {"at":5000}\n'], []],
])('reads %s', async (_, chunks, events) => {
  expect(await eventsOf(...chunks)).toEqual(events)
})
