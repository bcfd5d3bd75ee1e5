import { z } from 'zod'
import { type KubernetesProxy, kubernetesWeather } from './kubernetes-weather'
import { type PrometheusProxy, prometheusWeather } from './prometheus-weather'

/** What is not named stays as it is. */
export const someWeather = z.strictObject({
  prometheus: prometheusWeather.optional(),
  kubernetes: kubernetesWeather.optional(),
})
export type SomeWeather = z.input<typeof someWeather>
export type Weather = Required<z.output<typeof someWeather>>

export const fairWeather: Weather = { prometheus: { kind: 'fair' }, kubernetes: 'fair' }

/** What the console meets on its way to both upstreams. */
export type WeatherStation = { prometheus: PrometheusProxy; kubernetes: KubernetesProxy }

export const readWeather = ({ prometheus, kubernetes }: WeatherStation): Weather => ({
  prometheus: prometheus.weather(),
  kubernetes: kubernetes.weather(),
})

export async function setWeather(station: WeatherStation, next: SomeWeather): Promise<void> {
  if (next.prometheus) await station.prometheus.set(next.prometheus)
  if (next.kubernetes) await station.kubernetes.set(next.kubernetes)
}
