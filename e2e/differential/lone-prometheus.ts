import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startPrometheus } from '../testbed/prometheus/prometheus'
import type { Store } from '../testbed/prometheus/store'
import { startVictoriaMetrics } from '../testbed/prometheus/victoria-metrics'

export type LonePrometheus = Pick<Store, 'url' | 'write' | 'stop'>

/** The same tests hold for both stores that the test bed knows. */
export const isVictoriaMetrics = process.env.BINNACLE_TESTBED_STORE === 'victoria-metrics'

function startChosen(targetsUrl: string): Promise<Store> {
  const { BINNACLE_PROMETHEUS_BINARY, BINNACLE_VICTORIA_METRICS_BINARY } = process.env
  return isVictoriaMetrics
    ? startVictoriaMetrics({
        binary: BINNACLE_VICTORIA_METRICS_BINARY ?? 'victoria-metrics',
        targetsUrl,
      })
    : startPrometheus({ binary: BINNACLE_PROMETHEUS_BINARY ?? 'prometheus', targetsUrl })
}

/** A real store that scrapes nothing: it knows what a test writes into it. */
export async function startLonePrometheus(): Promise<LonePrometheus> {
  const targets = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('[]')
  })
  await new Promise<void>((resolve) => targets.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is an AddressInfo.
  const { port } = targets.address() as AddressInfo
  const store = await startChosen(`http://127.0.0.1:${port}`)
  return {
    url: store.url,
    write: store.write,
    stop: async () => {
      await store.stop()
      targets.closeAllConnections()
      targets.close()
    },
  }
}
