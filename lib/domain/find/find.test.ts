import { describe, expect, test } from 'vitest'
import { gateway, noFacts, pageViews, traffic } from '../service-graph/bookinfo.fixtures'
import { drawServiceGraph } from '../service-graph/draw'
import type { Edge, ServiceGraph } from '../service-graph/graph'
import { findFields } from './fields'
import { findIn, hideFrom } from './match'
import { type FindQuery, isReadable, parseFind } from './parse'

const query = (text: string): FindQuery => {
  const reading = parseFind(text)
  if (reading.kind === 'refused') throw new Error(reading.why)
  return reading.query
}

const drawn = drawServiceGraph(traffic({ requests: pageViews }), noFacts, {
  view: 'workload',
  services: false,
  namespaces: [],
  visible: null,
  readable: 'everything',
  windowSeconds: 300,
})

/** Bookinfo with a slow and failing call to reviews-v2, and a mark on the gateway. */
const bookinfo: ServiceGraph = {
  ...drawn,
  nodes: drawn.nodes.map((node) =>
    'marks' in node && node.name === gateway.workload
      ? { ...node, marks: [{ kind: 'gateway' as const }] }
      : node,
  ),
  edges: drawn.edges.map((edge) => (edge.target.endsWith('reviews-v2') ? broken(edge) : edge)),
}

function broken(edge: Edge): Edge {
  const failed = { code: '503', grpcStatus: null, flags: 'UF,URX', requestsPerSecond: 0.04 }
  return {
    ...edge,
    latencyMs: { p50: 20, p95: 1200, p99: null },
    traffic: { ...edge.traffic, errorRatio: 0.02, byCode: [...edge.traffic.byCode, failed] },
  }
}

const short = (id: string) => id.replaceAll(/\w+\/Kubernetes\/[\w-]+\//g, '').replace('>http', '')
const found = (text: string) => [...findIn(query(text), bookinfo)].map(short)

describe('finds', () => {
  test.each([
    ['nothing, when nothing is asked', '', []],
    ['a part of a name', 'rev', ['reviews-v1', 'reviews-v2']],
    ['in upper case too', 'REV', ['reviews-v1', 'reviews-v2']],
    ['by namespace, whole', 'namespace:istio-system', ['istio-ingressgateway']],
    ['no namespace by a part of its name', 'namespace:istio', []],
    ['with a star', 'namespace:istio-*', ['istio-ingressgateway']],
    ['a star in the middle', 'name:r*-v2', ['reviews-v2']],
    ['either of several values', 'name:ratings,details', ['details-v1', 'ratings-v1']],
    ['exactly', 'app=reviews', ['reviews-v1', 'reviews-v2']],
    ['all of several terms', 'app:reviews version:v2', ['reviews-v2']],
    ['one side of an `or`', 'ratings or details', ['details-v1', 'ratings-v1']],
    ['what is not', 'app:reviews !version:v2', ['reviews-v1']],
    ['a mark by its bare name', 'gateway !rev', ['istio-ingressgateway']],
    ['a mark as a field', 'mark:gateway', ['istio-ingressgateway']],
    ['all without a mark', '!gateway namespace:default rate>9', ['details-v1', 'productpage-v1']],
    ['calls by who is called', 'to:reviews-v1', ['productpage-v1>reviews-v1']],
    ['calls by share of errors', 'from:product error>1%', ['productpage-v1>reviews-v2']],
    ['a share without a sign is in per cent', 'to:v2 errors>1.9', ['productpage-v1>reviews-v2']],
    ['a limit that is not passed', 'to:v2 error>2', []],
    ['a limit that is reached', 'to:v2 error>=2', ['productpage-v1>reviews-v2']],
    ['latency in seconds', 'p95>1s', ['productpage-v1>reviews-v2']],
    ['latency in milliseconds', 'p95>1s p95<1300ms', ['productpage-v1>reviews-v2']],
    ['no latency that nobody measured', 'p99<100000', []],
    ['by code', 'code:5*', ['productpage-v1>reviews-v2']],
    ['by one of joined flags', 'flag:URX', ['productpage-v1>reviews-v2']],
  ])('%s', (_, text, expected) => {
    expect(found(text).sort()).toEqual(expected)
  })

  test('quotes take a mark’s name as a text', () => {
    expect(found('"gateway"')).toEqual(['istio-ingressgateway'])
    expect(found('"idle"')).toEqual([])
  })

  test('a pattern of many stars is answered at once', () => {
    const started = performance.now()
    found(`name:${'*a'.repeat(200)}`)
    expect(performance.now() - started).toBeLessThan(100)
  })
})

describe('hides', () => {
  test('nodes with all of their edges', () => {
    const { nodes, edges } = hideFrom(query('reviews'), bookinfo)
    expect(nodes.map(({ id }) => short(id))).not.toContain('reviews-v1')
    expect(edges.map(({ id }) => short(id))).toEqual([
      'productpage-v1>details-v1',
      'istio-ingressgateway>productpage-v1',
    ])
  })

  test('edges alone', () => {
    const { nodes, edges } = hideFrom(query('to:ratings'), bookinfo)
    expect(nodes).toHaveLength(bookinfo.nodes.length)
    expect(edges).toHaveLength(bookinfo.edges.length - 1)
  })

  test('nothing, when nothing is asked', () => {
    expect(hideFrom([], bookinfo)).toBe(bookinfo)
  })
})

describe('refuses, and says where and why', () => {
  test.each([
    ['shoe:9', 0, 'There is no field shoe'],
    ['gateway error>', 8, 'error> wants something after it'],
    ['rate>fast', 0, 'rate wants a number after it, as 10'],
    ['error>1ms', 0, 'error wants a number after it, as 1%'],
    ['name>a', 0, 'name is a text: write name:a'],
  ])('%s', (text, at, why) => {
    expect(parseFind(text)).toEqual({ kind: 'refused', at, why })
    expect(isReadable(text)).toBe(false)
  })
})

test('a number of every unit', () => {
  const value = (text: string) => {
    const term = query(text)[0]?.[0]
    return term?.kind === 'number' ? term.value : null
  }
  expect(value('rate>2k')).toBe(2000)
  expect(value('rate>6/min')).toBeCloseTo(0.1)
  expect(value('rate>2/s')).toBe(2)
  expect(value('bytes>10kB/s')).toBe(10_000)
  expect(value('mtls<99.5%')).toBeCloseTo(0.995)
})

test('every field can be asked for by its name and tells what it is', () => {
  for (const [name, field] of Object.entries(findFields)) {
    expect(isReadable(`${name}${field.type === 'text' ? ':a' : '>1'}`)).toBe(true)
    expect(field.help).not.toBe('')
  }
})
