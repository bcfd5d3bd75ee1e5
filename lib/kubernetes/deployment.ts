import 'server-only'
import { z } from 'zod'
import { objectMeta } from './object-meta'
import { podAnnotations } from './pod'

/** A Deployment stands for its pods where it has none. */
export const deployment = z
  .object({
    metadata: objectMeta,
    spec: z.object({
      template: z.object({
        metadata: objectMeta.pick({ labels: true }).extend({ annotations: podAnnotations }),
      }),
    }),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    podLabels: spec.template.metadata.labels,
    podAnnotations: spec.template.metadata.annotations,
  }))
export type Deployment = z.output<typeof deployment>
