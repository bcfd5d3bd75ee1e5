import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  hop,
  plain,
  productpage,
  reviews,
  routeFacts,
  secured,
  took,
} from './bookinfo.fixtures'
import { draw } from './draw.fixtures'
import { mirrorTargets } from './mirrored'
import type { Hop, TrafficSamples } from './sample'

/** As labels that are asked for by app tell both ends. */
const apps = ({ source, destination }: Hop) => ({
  source: source && { ...source, workload: '', version: '' },
  destination: destination && { ...destination, workload: '', version: '' },
})

describe('mirrored copies', () => {
  const mirrors = [{ host: 'reviews', subset: 'v2', percentage: 100 }]
  const facts = { ...bookinfoFacts, routes: [routeFacts({ mirrors })] }
  const copy = calls(hop(productpage, reviews.v2, { reporter: 'destination' }), 4)
  const own = calls(hop(productpage, reviews.v1), 4)
  const isMirrored = (requests: TrafficSamples['requests']) =>
    draw({ requests }, {}, facts).edges.map(({ target, mirrored }) => [plain(target), mirrored])

  test('are what only the destination reports, of a source that reports others', () => {
    expect(isMirrored([copy, own])).toEqual([
      ['workload/default/reviews-v1', false],
      ['workload/default/reviews-v2', true],
    ])
  })

  test('take their bytes, their latency and how they were secured with them, in every view', () => {
    const atApps = { ...copy.hop, ...apps(copy.hop) }
    const graph = draw(
      {
        requests: [copy, own],
        volumes: [{ hop: copy.hop, quantity: 'sentBytes', perSecond: 900 }],
        latency: took(atApps, { 50: 0, 100: 4, Infinity: 4 }),
        security: [secured(atApps, 'mutual_tls', 4)],
      },
      { view: 'app' },
      facts,
    )
    expect(
      graph.edges.map(({ mirrored, traffic: { bytesPerSecond }, latencyMs, mtls }) => ({
        ...{ mirrored, sent: bytesPerSecond?.sent, p50: latencyMs?.p50 },
        mutualTls: mtls?.mutualTls,
      })),
    ).toEqual([
      { mirrored: false, sent: undefined, p50: undefined, mutualTls: 1 },
      { mirrored: true, sent: 900, p50: 75, mutualTls: 1 },
    ])
  })

  test('not where the source reports nothing at all: its metrics are switched off', () => {
    expect(isMirrored([copy])).toEqual([['workload/default/reviews-v2', false]])
  })

  test('are looked for at the services that routes mirror to, each once', () => {
    const twice = { ...bookinfoFacts, routes: [routeFacts({ mirrors }), routeFacts({ mirrors })] }
    expect(mirrorTargets(twice)).toEqual([{ namespace: 'default', name: 'reviews' }])
  })
})
