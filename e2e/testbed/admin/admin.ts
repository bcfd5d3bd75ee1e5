import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { ZodError, z } from 'zod'
import { openDoor } from '../door'
import { KubernetesStatusError } from '../kubernetes/client/connection'
import type { Mesh } from '../mesh/mesh'
import { readWeather, setWeather, someWeather, type WeatherStation } from '../weather/weather'
import { weatherPage } from './page'
import type { SwitchGroup } from './switches'

export type AdminOptions = {
  station: WeatherStation
  mesh: Pick<Mesh, 'ledger' | 'setTraffic' | 'restart' | 'syncz'>
  /** What the page offers to throw. */
  switches: readonly SwitchGroup[]
}
export type Admin = { url: string; stop(): Promise<void> }

const ledgerSearch = z.object({
  /** Epoch ms; absent means now. */
  at: z.coerce.number().int().optional(),
  windowMs: z.coerce.number().int().positive().default(300_000),
})

/** `namespace/workload` */
const restart = z.strictObject({ workload: z.string().regex(/^[^/]+\/[^/]+$/) })

const traffic = z.strictObject({ factor: z.number().min(0).max(100) })

function adminApp({ station, mesh, switches }: AdminOptions): Hono {
  const app = new Hono()
  app.get('/', (context) => context.html(weatherPage(switches)))
  app.get('/healthz', (context) => context.json({ status: 'ok' }))

  app.get('/weather', (context) => context.json(readWeather(station)))
  app.put('/weather', async (context) => {
    await setWeather(station, someWeather.parse(await context.req.json()))
    return context.json(readWeather(station))
  })

  app.post('/scrapes/lost', (context) => {
    station.scrapes.loseOne()
    return context.json({ lost: 1 })
  })

  app.get('/queries', (context) => context.json(station.prometheus.queries.summary()))
  app.delete('/queries', (context) => {
    station.prometheus.queries.reset()
    return context.json(station.prometheus.queries.summary())
  })

  app.get('/ledger', (context) => {
    const { at = Date.now(), windowMs } = ledgerSearch.parse(context.req.query())
    return context.json(mesh.ledger.increments({ at, windowMs }))
  })

  app.get('/ledger/rows', (context) => context.json(mesh.ledger.rows()))

  app.get('/debug/syncz', (context) => context.json(mesh.syncz()))

  app.post('/restarts', async (context) => {
    const { workload } = restart.parse(await context.req.json())
    const proxies = mesh.restart(workload)
    if (proxies > 0) return context.json({ proxies })
    return context.json({ proxies, error: `${workload} has no proxy` }, 404)
  })

  app.put('/traffic', async (context) => {
    const { factor } = traffic.parse(await context.req.json())
    mesh.setTraffic(factor)
    return context.json({ factor })
  })

  app.onError((error, context) => {
    if (error instanceof ZodError) return context.json({ error: z.prettifyError(error) }, 400)
    const isTheirs = error instanceof SyntaxError || error instanceof KubernetesStatusError
    return context.json({ error: error.message }, isTheirs ? 400 : 500)
  })
  return app
}

/** How tests, and people with curl, change the weather and ask what really happened. */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const listener = getRequestListener(adminApp(options).fetch, { overrideGlobalObjects: false })
  const door = await openDoor(createServer(listener))
  return { url: `http://127.0.0.1:${door.port}`, stop: door.shut }
}
