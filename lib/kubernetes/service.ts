import 'server-only'
import { z } from 'zod'
import { objectMeta, stringMap } from './object-meta'

export const service = z
  .object({ metadata: objectMeta, spec: z.object({ selector: stringMap }) })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    selector: spec.selector,
  }))
export type Service = z.output<typeof service>
