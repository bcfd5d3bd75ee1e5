import 'server-only'
import { z } from 'zod'
import type { ServiceEntry as Trimmed } from '../domain/istio-config/service-entry'
import { configMeta } from './config-meta'
import { listOf } from './object-meta'

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
    }),
  })
  .transform(({ metadata, spec }): Trimmed => ({ ...metadata, ...spec }))
export type ServiceEntry = z.output<typeof serviceEntry>
