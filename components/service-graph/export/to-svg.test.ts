// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { type Arrangement, emptyArrangement, placeNewcomers } from '../arrangement'
import { call, requests, workload } from '../graph.fixtures'
import type { Palette } from '../palette'
import { toPills } from '../pill'
import { toSvg } from './to-svg'

const palette: Palette = {
  canvas: '#f6f7f9',
  surface: '#fff',
  text: '#111',
  muted: '#566',
  line: '#e1e5eb',
  'line-strong': '#bcc5d1',
  hull: '#eef1f6',
  healthy: 'rgb(24, 113, 63)',
  degraded: '#8a5200',
  failing: '#b3241c',
  unknown: '#566070',
  tcp: '#3d5a80',
  accent: '#1f55c0',
}

const productpage = workload('productpage-v1', { sent: requests(41.5) })
const reviews = workload('reviews-v2', {
  received: requests(8.21, 0.2),
  marks: [{ kind: 'noProxy' }],
})
const odd = workload('a"<b>&c', { received: requests(1) })
const graph = {
  view: 'workload' as const,
  nodes: [productpage, reviews, odd],
  edges: [
    call(productpage, reviews, requests(8.21, 0.2)),
    call(productpage, odd, requests(1)),
    call(reviews, reviews, requests(2)),
  ],
}
const arrangement: Arrangement = placeNewcomers(emptyArrangement, graph)
const drawn = () =>
  toSvg({
    arranged: { key: '', graph, arrangement },
    pills: toPills(graph, ['rate']),
    palette,
    caption: 'Service graph of default, 5 min until 10:00',
  })

/** The file as a program reads it; XML that is wrong has a parser's complaint in it. */
function parsed() {
  const document = new DOMParser().parseFromString(drawn(), 'image/svg+xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}
const texts = () => [...parsed().querySelectorAll('text')].map(({ textContent }) => textContent)

describe('the picture as a file', () => {
  test('is well-formed, whatever names the cluster has', () => {
    expect(texts()).toContain('a"<b>&c')
  })

  test('has each card with its name, marks in words, each pill, the hull and the caption', () => {
    const written = texts()
    expect(written).toEqual(expect.arrayContaining(['productpage-v1', 'reviews-v2', 'default']))
    expect(written.some((text) => text?.startsWith('v2 · default · no proxy'))).toBe(true)
    expect(written.some((text) => text === '8.21/s')).toBe(true)
    expect(written).toContain('Service graph of default, 5 min until 10:00')
  })

  test('has a line for each edge, with an arrow in the colour of its health', () => {
    const lines = [...parsed().querySelectorAll('path[marker-end]')]
    expect(lines.map((line) => line.getAttribute('stroke'))).toEqual([
      palette.failing,
      palette.healthy,
      palette.healthy,
    ])
    for (const line of lines) {
      const [, id] = /url\(#(.*)\)/.exec(line.getAttribute('marker-end') ?? '') ?? []
      expect(parsed().getElementById(id ?? '')).not.toBeNull()
    }
  })

  test('holds everything inside of its frame', () => {
    const svg = parsed().documentElement
    const [left = 0, top = 0, width = 0, height = 0] = (svg.getAttribute('viewBox') ?? '')
      .split(' ')
      .map(Number)
    for (const rect of svg.querySelectorAll('rect')) {
      const read = (name: string) => Number(rect.getAttribute(name))
      expect(read('x')).toBeGreaterThanOrEqual(left)
      expect(read('y')).toBeGreaterThanOrEqual(top)
      expect(read('x') + read('width')).toBeLessThanOrEqual(left + width)
      expect(read('y') + read('height')).toBeLessThanOrEqual(top + height)
    }
  })

  test('is the same text for the same picture', () => {
    expect(drawn()).toBe(drawn())
  })
})
