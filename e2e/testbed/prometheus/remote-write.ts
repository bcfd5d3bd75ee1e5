import protobuf from 'protobufjs'
import { compress } from 'snappyjs'

export type WrittenSeries = {
  labels: Readonly<Record<string, string>>
  /** Epoch ms, ascending. */
  times: readonly number[]
  values: readonly number[]
}

/**
 * The part of the protocol that plain samples need.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
const writeRequest = protobuf.Root.fromJSON({
  nested: {
    WriteRequest: { fields: { timeseries: { rule: 'repeated', type: 'TimeSeries', id: 1 } } },
    TimeSeries: {
      fields: {
        labels: { rule: 'repeated', type: 'Label', id: 1 },
        samples: { rule: 'repeated', type: 'Sample', id: 2 },
      },
    },
    Label: { fields: { name: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Sample: { fields: { value: { type: 'double', id: 1 }, timestamp: { type: 'int64', id: 2 } } },
  },
}).lookupType('WriteRequest')

/** The protocol wants labels sorted by name. */
const sortedLabels = (labels: WrittenSeries['labels']) =>
  Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }))

const toMessage = ({ labels, times, values }: WrittenSeries) => ({
  labels: sortedLabels(labels),
  samples: times.map((timestamp, index) => ({ timestamp, value: values[index] })),
})

async function post(prometheusUrl: string, series: readonly WrittenSeries[]): Promise<void> {
  const body = compress(writeRequest.encode({ timeseries: series.map(toMessage) }).finish())
  const response = await fetch(`${prometheusUrl}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: Uint8Array.from(body),
  })
  if (!response.ok) {
    throw new Error(`Prometheus refused the history (${response.status}): ${await response.text()}`)
  }
  await response.arrayBuffer()
}

/** Bodies of a hundred series or so: larger ones cost memory on both sides and gain nothing. */
const samplesPerBody = 150_000

function* inBodies(series: Iterable<WrittenSeries>): Generator<WrittenSeries[]> {
  let body: WrittenSeries[] = []
  let samples = 0
  for (const one of series) {
    body.push(one)
    samples += one.times.length
    if (samples < samplesPerBody && body.length < 1_000) continue
    yield body
    body = []
    samples = 0
  }
  if (body.length > 0) yield body
}

export async function remoteWrite(
  prometheusUrl: string,
  series: Iterable<WrittenSeries>,
): Promise<void> {
  for (const body of inBodies(series)) await post(prometheusUrl, body)
}
