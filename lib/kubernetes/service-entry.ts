import 'server-only'
import { z } from 'zod'
import type { ServiceEntry as Trimmed } from '../domain/istio-config/service-entry'
import { configMeta } from './config-meta'
import { listOf, stringMap } from './object-meta'

const port = z
  .object({
    number: z.number().int(),
    name: z.string().default(''),
    protocol: z.string().default(''),
    targetPort: z.number().int().nullish(),
  })
  .transform(({ number, targetPort, ...named }) => ({
    ...named,
    port: number,
    targetPort: targetPort || number,
  }))

export const serviceEntry = z
  .object({
    metadata: configMeta,
    spec: z.object({
      hosts: listOf(z.string()),
      addresses: listOf(z.string()),
      exportTo: listOf(z.string()),
      location: z
        .enum(['MESH_EXTERNAL', 'MESH_INTERNAL'])
        .catch('MESH_EXTERNAL')
        .default('MESH_EXTERNAL'),
      resolution: z.string().default('NONE'),
      ports: listOf(port),
      workloadSelector: z
        .object({ labels: stringMap })
        .nullish()
        .transform((selector) => selector?.labels ?? {}),
    }),
  })
  .transform(({ metadata, spec }): Trimmed => ({ ...metadata, ...spec }))
export type ServiceEntry = z.output<typeof serviceEntry>
