import { describe, expect, test } from 'vitest'
import { call, requests, silence, workload } from './graph.fixtures'
import { toPill, toPills } from './pill'

const a = workload('a-v1')
const b = workload('b-v1')
const read = (text: string) => text.replaceAll('\u00a0', ' ')
const written = (...[edge, labels]: Parameters<typeof toPill>) =>
  toPill(edge, labels)?.parts.map(read)

describe('what is written on an edge', () => {
  test('is what was chosen, in the order of the choices', () => {
    const edge = {
      ...call(a, b, requests(8.214, 0.021)),
      share: 0.2,
      latencyMs: { p50: 40, p95: 182, p99: null },
    }
    expect(written(edge, ['rate', 'share', 'errors', 'p95', 'p99'])).toEqual([
      '8.21/s',
      '20 %',
      '2.1 % errors',
      '182 ms',
    ])
  })

  test('says nothing of what was not seen', () => {
    expect(toPill(call(a, b, silence), ['rate', 'errors', 'p95', 'mtls'])).toBeNull()
  })

  test('is bytes for TCP, which has no requests', () => {
    const tcp = {
      ...call(a, b, { ...silence, bytesPerSecond: { sent: 12_000, received: 400 } }),
      protocol: 'tcp' as const,
    }
    expect(written(tcp, ['rate', 'bytes'])).toEqual(['12.4 kB/s'])
  })

  test('names plaintext where any was seen', () => {
    const edge = {
      ...call(a, b, requests(1)),
      mtls: { mutualTls: 0.6, plaintext: 0.4, unknown: 0 },
    }
    expect(written(edge, ['mtls'])).toEqual(['40 % plaintext'])
  })

  test('is at least the sign of trouble, whatever was chosen', () => {
    expect(toPill(call(a, b, requests(1, 0.5)), [])).toMatchObject({ parts: [], tone: 'failing' })
  })
})

test('loud edges choose their places first, and small changes do not reorder them', () => {
  const quiet = call(a, b, requests(1))
  const loud = call(b, a, requests(120))
  const order = (edges: (typeof quiet)[]) =>
    toPills({ view: 'workload', nodes: [a, b], edges }, ['rate']).map(({ edgeId }) => edgeId)
  expect(order([quiet, loud])).toEqual([loud.id, quiet.id])
  expect(order([call(a, b, requests(8)), call(b, a, requests(9))])).toEqual([quiet.id, loud.id])
})
