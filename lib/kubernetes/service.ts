import 'server-only'
import { z } from 'zod'
import { healthAnnotation } from '../domain/health/health-rule'
import type { ServiceKind } from '../domain/service'
import { listOf, objectMeta, stringMap } from './object-meta'

const port = z
  .object({
    name: z.string().default(''),
    port: z.number().int(),
    protocol: z.string().default('TCP'),
    appProtocol: z.string().nullish(),
    targetPort: z.union([z.number().int(), z.string()]).nullish(),
  })
  .transform(({ appProtocol, targetPort, ...rest }) => ({
    ...rest,
    appProtocol: appProtocol ?? null,
    // Left out it is the same port.
    targetPort: targetPort || rest.port,
  }))

/** Who may see a service, as Istio reads it: `*`, `.`, `~` or names. */
const exportTo = (annotation = '') =>
  annotation
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

/** Of a service's annotations only those that are read. */
const annotations = stringMap.transform((all) => ({
  exportTo: exportTo(all['networking.istio.io/exportTo']),
  health: all[healthAnnotation] ?? null,
}))

export const service = z
  .object({
    metadata: objectMeta.extend({ annotations }),
    spec: z.object({
      selector: stringMap,
      type: z.string().default('ClusterIP'),
      clusterIP: z.string().nullish(),
      clusterIPs: listOf(z.string()),
      ports: listOf(port),
    }),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    labels: metadata.labels,
    selector: spec.selector,
    kind: kindOf(spec.type, spec.clusterIP ?? null),
    ports: spec.ports,
    /** Its own thresholds of health, as written. */
    health: metadata.annotations.health,
    exportTo: metadata.annotations.exportTo,
    addresses: addressesOf(spec),
    /** How it is reached from outside of the cluster. */
    exposed: exposureOf(spec.type),
  }))
export type Service = z.output<typeof service>

export type Exposure = 'NodePort' | 'LoadBalancer'

const addressesOf = ({
  clusterIP,
  clusterIPs,
}: {
  clusterIP?: string | null | undefined
  clusterIPs: readonly string[]
}) => [...new Set([clusterIP ?? '', ...clusterIPs])].filter((ip) => ip !== '' && ip !== 'None')

const exposureOf = (type: string): Exposure | null =>
  type === 'NodePort' || type === 'LoadBalancer' ? type : null

function kindOf(type: string, clusterIp: string | null): ServiceKind {
  if (type === 'ExternalName') return 'externalName'
  return clusterIp === 'None' ? 'headless' : 'cluster'
}
