import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Prometheus, startPrometheus } from '../testbed/prometheus/prometheus'

export type LonePrometheus = Pick<Prometheus, 'url' | 'stop'>

/** A real Prometheus that scrapes nothing: it knows what a test writes into it. */
export async function startLonePrometheus(): Promise<LonePrometheus> {
  const targets = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('[]')
  })
  await new Promise<void>((resolve) => targets.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = targets.address() as AddressInfo
  const prometheus = await startPrometheus({
    binary: process.env.BINNACLE_PROMETHEUS_BINARY ?? 'prometheus',
    targetsUrl: `http://127.0.0.1:${port}`,
  })
  return {
    url: prometheus.url,
    stop: async () => {
      await prometheus.stop()
      targets.closeAllConnections()
      targets.close()
    },
  }
}
