import { expect, test } from 'vitest'
import { nothingReadable, type Readable } from '../../domain/readable'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { hopLabels, outcomeLabels } from '../../prometheus/istio-labels'
import { vectorTable } from '../../prometheus/vector-table.fixtures'
import { dataOfRendered } from '../rendered'
import { sharedDrawing } from './shared-drawing'

const never = new AbortController().signal
const shape = { groupLabels: hopLabels, labels: outcomeLabels }

const answerOf = (source: string) => ({
  shape,
  table: vectorTable(shape, [
    [
      {
        ...{ reporter: 'source', request_protocol: 'http', response_code: '200' },
        ...{ source_workload_namespace: 'shop', source_workload: source },
        ...{ destination_workload_namespace: 'shop', destination_workload: 'cart' },
      },
      '3',
    ],
  ]),
})

const drawingOf = (
  answer: ReturnType<typeof answerOf>,
  visible: ReadonlySet<string> | null,
  readable: Readable = 'everything',
) =>
  ({
    answers: { requests: [answer], volumes: null, latency: null, security: null },
    options: {
      view: 'workload',
      services: false,
      namespaces: [],
      visible,
      readable,
      windowSeconds: 60,
    },
    wanted: { kind: 'rows', sort: 'source', onlyFound: false, page: { after: null, size: 10 } },
  }) as const

const facts: MeshFacts = {
  ...{ workloads: [], services: [], routes: [], circuitBreakers: [], serviceEntries: [] },
  complete: true,
}

test('viewers who may see the same share one drawing', async () => {
  const answer = answerOf('web')
  const drawn = await Promise.all(
    [null, null].map(() => sharedDrawing(drawingOf(answer, new Set(['shop'])), facts, never)),
  )
  expect(drawn[0]).toBe(drawn[1])
})

test('who may see or read less, who asks another moment and who asks after a change get their own', async () => {
  const answer = answerOf('web')
  const first = await sharedDrawing(drawingOf(answer, null), facts, never)
  const others = await Promise.all([
    sharedDrawing(drawingOf(answer, new Set(['office'])), facts, never),
    sharedDrawing(drawingOf(answerOf('job'), null), facts, never),
    sharedDrawing(drawingOf(answer, null), { ...facts }, never),
    sharedDrawing(drawingOf(answer, null, nothingReadable), facts, never),
  ])
  expect(others).not.toContain(first)
  expect(others.map((one) => dataOfRendered(one).rows.map(({ source }) => source.name))).toEqual([
    [],
    ['job'],
    ['web'],
    ['web'],
  ])
})
