import 'server-only'
import { parse } from 'yaml'
import { z } from 'zod'
import { outboundTrafficPolicy } from './sidecar-scope'

const words = z
  .array(z.string())
  .nullish()
  .transform((list) => (list && list.length > 0 ? list : undefined))

const written = z.object({
  rootNamespace: z.string().nullish(),
  trustDomain: z.string().nullish(),
  enableAutoMtls: z.boolean().nullish(),
  outboundTrafficPolicy,
  meshMTLS: z.object({ minProtocolVersion: z.string().nullish() }).nullish(),
  defaultServiceExportTo: words,
  defaultDestinationRuleExportTo: words,
  defaultVirtualServiceExportTo: words,
})

/** As written; what is left out has its default elsewhere. */
export type WrittenMeshConfig = z.output<typeof written>

/** The `mesh` key of Istio's ConfigMap; `null` where it is not YAML of that shape. */
export function parseMeshConfig(text: string): WrittenMeshConfig | null {
  try {
    return written.parse(parse(text) ?? {})
  } catch {
    // Whoever wrote it sees istiod refuse it too; we say that it could not be read.
    return null
  }
}
