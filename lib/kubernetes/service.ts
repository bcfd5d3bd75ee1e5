import 'server-only'
import { z } from 'zod'
import type { ServiceKind } from '../domain/service'
import { listOf, objectMeta, stringMap } from './object-meta'

const port = z
  .object({
    name: z.string().default(''),
    port: z.number().int(),
    protocol: z.string().default('TCP'),
    appProtocol: z.string().nullish(),
  })
  .transform(({ appProtocol, ...rest }) => ({ ...rest, appProtocol: appProtocol ?? null }))

export const service = z
  .object({
    metadata: objectMeta,
    spec: z.object({
      selector: stringMap,
      type: z.string().default('ClusterIP'),
      clusterIP: z.string().nullish(),
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
  }))
export type Service = z.output<typeof service>

function kindOf(type: string, clusterIp: string | null): ServiceKind {
  if (type === 'ExternalName') return 'externalName'
  return clusterIp === 'None' ? 'headless' : 'cluster'
}
