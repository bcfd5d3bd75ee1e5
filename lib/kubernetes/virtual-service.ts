import 'server-only'
import { z } from 'zod'
import { listOf, objectMeta } from './object-meta'

/** Who wrote last, as Kubernetes gives it; the fields they own are not kept. */
const managers = listOf(
  z.object({
    manager: z.string().default(''),
    operation: z.string().default(''),
    time: z.string().optional(),
  }),
)

const weightedDestination = z.object({
  destination: z.object({ host: z.string(), subset: z.string().optional() }),
  weight: z.number().int().optional(),
})

export const virtualService = z
  .object({
    metadata: objectMeta.extend({ managedFields: managers }),
    spec: z
      .object({
        hosts: listOf(z.string()),
        http: listOf(z.object({ route: listOf(weightedDestination) })),
      })
      .default({ hosts: [], http: [] }),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    managers: metadata.managedFields,
    hosts: spec.hosts,
    http: spec.http.map(({ route }) => route.map(toDestination)),
  }))
export type VirtualService = z.output<typeof virtualService>

/** Weights stay as written: what they mean is share of their sum, which the domain works out. */
const toDestination = ({ destination, weight }: z.output<typeof weightedDestination>) => ({
  host: destination.host,
  subset: destination.subset || null,
  weight: weight ?? null,
})
