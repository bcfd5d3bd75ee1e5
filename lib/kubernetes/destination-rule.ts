import 'server-only'
import { z } from 'zod'
import type {
  PolicySettings,
  TrafficPolicy,
  DestinationRule as Trimmed,
} from '../domain/istio-config/destination-rule'
import { configMeta } from './config-meta'
import { listOf, stringMap } from './object-meta'

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
  connectionPool: z.unknown().optional(),
  outlierDetection: z.unknown().optional(),
  loadBalancer: z
    .object({ simple: z.string().nullish() })
    .nullish()
    .transform((balancer) => balancer?.simple === 'PASSTHROUGH'),
}

const parsedSettings = z.object(settings)

function toSettings({
  tls,
  connectionPool,
  outlierDetection,
  loadBalancer,
}: z.output<typeof parsedSettings>): PolicySettings {
  const limits = [...leavesOf(connectionPool), ...leavesOf(outlierDetection)]
  return {
    tls,
    connectionPool: isSet(connectionPool),
    outlierDetection: isSet(outlierDetection),
    passthrough: loadBalancer,
    ...(limits.length > 0 && { limits }),
  }
}

const isSet = (value: unknown) => value !== undefined && value !== null

/** The settings at any depth, as they are written: `maxConnections: 100`. */
function leavesOf(block: unknown): string[] {
  if (typeof block !== 'object' || block === null) return []
  return Object.entries(block).flatMap(([name, value]) =>
    typeof value === 'object' ? leavesOf(value) : [`${name}: ${String(value)}`],
  )
}

const portSettings = z
  .object({ ...settings, port: z.object({ number: z.number().int().default(0) }).nullish() })
  .transform(({ port, ...policy }) => ({ ...toSettings(policy), port: port?.number ?? 0 }))

const trafficPolicy = z
  .object({ ...settings, portLevelSettings: listOf(portSettings) })
  .nullish()
  .transform((policy): TrafficPolicy | null => {
    if (!policy) return null
    const { portLevelSettings, ...rest } = policy
    return { ...toSettings(rest), ports: portLevelSettings }
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
