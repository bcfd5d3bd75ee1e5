import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { openDoor } from '../../door'
import type { PodProxy } from '../simulation/pod-proxy'
import { exposition } from './exposition'

export type ScrapeTarget = { path: string; labels: Readonly<Record<string, string>> }

export type Exporter = { url: string; stop(): Promise<void> }

export type ExporterOptions = {
  /** Asked for every request, so that the counters can be brought up to date first. */
  proxies(): ReadonlyMap<string, PodProxy>
  scraped(pod: string): void
}

const contentType = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }

export const targetsOf = (proxies: ReadonlyMap<string, PodProxy>): ScrapeTarget[] =>
  [...proxies].map(([pod, { target }]) => ({
    path: `/proxies/${pod}/stats/prometheus`,
    labels: target,
  }))

/** https://prometheus.io/docs/prometheus/latest/http_sd/ */
const discovery = (address: string, targets: readonly ScrapeTarget[]) =>
  targets.map(({ path, labels }) => ({
    targets: [address],
    labels: { __metrics_path__: path, ...labels },
  }))

function exporterApp(address: () => string, { proxies, scraped }: ExporterOptions): Hono {
  const app = new Hono()
  app.get('/sd', (context) => context.json(discovery(address(), targetsOf(proxies()))))
  app.get('/proxies/:namespace/:pod/stats/prometheus', (context) => {
    const pod = `${context.req.param('namespace')}/${context.req.param('pod')}`
    const proxy = proxies().get(pod)
    if (!proxy) return context.text(`no proxy in pod ${pod}\n`, 404)
    scraped(pod)
    return context.text(exposition(proxy), 200, contentType)
  })
  return app
}

/** One HTTP server that stands for all proxies: a path each. */
export async function startExporter(options: ExporterOptions): Promise<Exporter> {
  let address = ''
  const app = exporterApp(() => address, options)
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const door = await openDoor(createServer(listener))
  address = `127.0.0.1:${door.port}`
  return { url: `http://${address}`, stop: door.shut }
}
