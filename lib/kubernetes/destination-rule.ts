import 'server-only'
import { z } from 'zod'
import type {
  TrafficPolicy,
  DestinationRule as Trimmed,
} from '../domain/istio-config/destination-rule'
import { configMeta } from './config-meta'
import { isThere, listOf, stringMap } from './object-meta'

/** A mode of a later Istio is none that we know. */
const tlsMode = z
  .enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'])
  .nullish()
  .catch(null)
  .transform((mode) => mode ?? null)

const settings = {
  tls: z
    .object({ mode: tlsMode })
    .nullish()
    .transform((tls) => tls ?? null),
  connectionPool: isThere,
  outlierDetection: isThere,
  loadBalancer: z
    .object({ simple: z.string().nullish() })
    .nullish()
    .transform((balancer) => balancer?.simple === 'PASSTHROUGH'),
}

const portSettings = z
  .object({ ...settings, port: z.object({ number: z.number().int().default(0) }).nullish() })
  .transform(({ port, loadBalancer, ...policy }) => ({
    ...policy,
    passthrough: loadBalancer,
    port: port?.number ?? 0,
  }))

const trafficPolicy = z
  .object({ ...settings, portLevelSettings: listOf(portSettings) })
  .nullish()
  .transform((policy): TrafficPolicy | null => {
    if (!policy) return null
    const { portLevelSettings, loadBalancer, ...rest } = policy
    return { ...rest, passthrough: loadBalancer, ports: portLevelSettings }
  })

const subset = z.object({ name: z.string(), labels: stringMap, trafficPolicy })

export const destinationRule = z
  .object({
    metadata: configMeta,
    spec: z.object({
      host: z.string(),
      subsets: listOf(subset),
      exportTo: listOf(z.string()),
      workloadSelector: z
        .object({ matchLabels: stringMap })
        .nullish()
        .transform((selector) => selector?.matchLabels ?? {}),
      trafficPolicy,
    }),
  })
  .transform(({ metadata, spec }): Trimmed => ({ ...metadata, ...spec }))
export type DestinationRule = z.output<typeof destinationRule>
