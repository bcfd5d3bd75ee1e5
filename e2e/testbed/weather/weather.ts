import { z } from 'zod'
import type { ActorSlot } from '../actors/actor'
import { type ReconcilerPlan, reconcilerPlan } from '../actors/reconciler'
import { type StatusWriterPlan, statusWriterPlan } from '../actors/status-writer'
import { type KubernetesProxy, kubernetesWeather } from './kubernetes-weather'
import { type PrometheusProxy, prometheusWeather } from './prometheus-weather'
import { type Scrapes, scrapeWeather } from './scrape-weather'

/** What is not named stays as it is; `null` sends an actor away. */
export const someWeather = z.strictObject({
  prometheus: prometheusWeather.optional(),
  /** Between Prometheus and the proxies. */
  scrapes: scrapeWeather.optional(),
  kubernetes: kubernetesWeather.optional(),
  /** A GitOps controller that takes changes of one object back. */
  reconciler: reconcilerPlan.nullable().optional(),
  /** A controller that writes the status of one object all the time. */
  statusWriter: statusWriterPlan.nullable().optional(),
})
export type SomeWeather = z.input<typeof someWeather>
export type Weather = Required<z.output<typeof someWeather>>

export const fairWeather: Weather = {
  prometheus: { kind: 'fair' },
  scrapes: { kind: 'fair' },
  kubernetes: 'fair',
  reconciler: null,
  statusWriter: null,
}

/** What the console meets on its way to both upstreams, and who else writes there. */
export type WeatherStation = {
  prometheus: PrometheusProxy
  scrapes: Scrapes
  kubernetes: KubernetesProxy
  reconciler: ActorSlot<ReconcilerPlan>
  statusWriter: ActorSlot<StatusWriterPlan>
}

export const readWeather = (station: WeatherStation): Weather => ({
  prometheus: station.prometheus.weather(),
  scrapes: station.scrapes.weather(),
  kubernetes: station.kubernetes.weather(),
  reconciler: station.reconciler.plan(),
  statusWriter: station.statusWriter.plan(),
})

export async function setWeather(station: WeatherStation, next: SomeWeather): Promise<void> {
  const { prometheus, scrapes, kubernetes, reconciler, statusWriter } = someWeather.parse(next)
  if (prometheus) await station.prometheus.set(prometheus)
  if (scrapes) await station.scrapes.set(scrapes)
  if (kubernetes) await station.kubernetes.set(kubernetes)
  if (reconciler !== undefined) await station.reconciler.set(reconciler)
  if (statusWriter !== undefined) await station.statusWriter.set(statusWriter)
}
