import { expect, test } from 'vitest'
import { noFacts } from '../../domain/service-graph/bookinfo.fixtures'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { hopLabels, outcomeLabels } from '../../prometheus/istio-labels'
import { vectorTable } from '../../prometheus/vector-table.fixtures'
import { dataOfRendered } from '../rendered'
import { type Drawing, drawBytes } from './draw-bytes'
import { draw } from './draw-off-thread'

const shape = { groupLabels: hopLabels, labels: outcomeLabels }

/** A chain of so many workloads, each of which calls the next. */
function chain(length: number) {
  const name = (at: number) => `step-${String(at).padStart(4, '0')}`
  const series = Array.from({ length }, (_, at): [Record<string, string>, string] => [
    {
      reporter: 'source',
      request_protocol: 'http',
      source_workload_namespace: 'shop',
      source_workload: name(at),
      destination_workload_namespace: 'shop',
      destination_workload: name(at + 1),
      response_code: '200',
    },
    String(at + 1),
  ])
  return { table: vectorTable(shape, series), shape }
}

const options: Drawing['options'] = {
  view: 'workload',
  services: false,
  namespaces: [],
  visible: null,
  readable: 'everything',
  windowSeconds: 300,
}
const firstRows = {
  kind: 'rows',
  sort: '-requestsPerSecond',
  onlyFound: false,
  page: { after: null, size: 2 },
} as const

const drawingOf = (length: number) => ({
  answers: { requests: [chain(length)], volumes: null, latency: null, security: null },
  options,
  wanted: firstRows,
})

const meshOf = (name: string): MeshFacts => ({
  ...noFacts,
  workloads: [
    {
      ...{ namespace: 'shop', name, app: name, version: 'v1', dataPlaneMode: 'sidecar' },
      ...{ role: null, inMesh: true, pods: 1, readyPods: 1, labels: {} },
    },
  ],
})

test.each([10, 3_000])(
  'a mesh of %i edges is drawn the same, on whichever thread',
  async (length) => {
    const drawing = drawingOf(length)
    const drawn = await draw(drawing, noFacts)
    expect(drawn).toEqual(drawBytes(drawing, noFacts))
    expect(dataOfRendered(drawn)).toMatchObject({
      total: length,
      rows: [{ requestsPerSecond: length }, { requestsPerSecond: length - 1 }],
    })
  },
)

test('a file has every edge, in the order that was asked for, and is no JSON on its way', async () => {
  const wanted = { kind: 'csv', sort: '-requestsPerSecond', onlyFound: false } as const
  const { bytes } = await draw({ ...drawingOf(3_000), wanted }, noFacts)
  const [head = '', first = '', ...others] = new TextDecoder().decode(bytes).trim().split('\r\n')
  expect(head.split(',').slice(0, 2)).toEqual(['source_namespace', 'source'])
  expect(first.split(',')[head.split(',').indexOf('requests_per_second')]).toBe('3000')
  expect(others).toHaveLength(2_999)
})

test('each is drawn with the facts that it came with, though these cross only when they change', async () => {
  const wanted = { kind: 'graph', thresholds, windows: { longest: 60, reason: null } } as const
  const drawing = { ...drawingOf(3_000), wanted }
  const [idle, other] = [meshOf('idle'), meshOf('other')]
  const drawn = await Promise.all([idle, idle, other, idle].map((facts) => draw(drawing, facts)))
  const alone = drawn.map((one) =>
    dataOfRendered(one).nodes.flatMap((node) =>
      'marks' in node && node.marks.some(({ kind }) => kind === 'idle') ? [node.name] : [],
    ),
  )
  expect(alone).toEqual([['idle'], ['idle'], ['other'], ['idle']])
})

const shares = { degraded: 0.1, failing: 0.2 }
const thresholds = { errors: shares, clientErrors: shares, minimumRequests: 1 }
