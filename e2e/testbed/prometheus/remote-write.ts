import { asSnappyLiteral, encodeWriteRequest, type WrittenSeries } from './write-request'

async function post(prometheusUrl: string, body: Buffer): Promise<void> {
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

/** The next body is made while Prometheus takes in the last one. */
export async function remoteWrite(
  prometheusUrl: string,
  series: Iterable<WrittenSeries>,
): Promise<void> {
  let sent = Promise.resolve()
  for (const some of inBodies(series)) {
    const body = asSnappyLiteral(encodeWriteRequest(some))
    await sent
    sent = post(prometheusUrl, body)
  }
  await sent
}
