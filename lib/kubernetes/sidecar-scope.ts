import 'server-only'
import { z } from 'zod'
import { configMeta } from './config-meta'
import { listOf, stringMap } from './object-meta'

const listener = z
  .object({
    hosts: listOf(z.string()),
    port: z.object({ number: z.number().int().nullish() }).nullish(),
  })
  .transform(({ hosts, port }) => ({ hosts, port: port?.number ?? null }))

/** A block without a mode is REGISTRY_ONLY (the zero value); without a block it is the mesh's. */
export const outboundTrafficPolicy = z
  .object({ mode: z.string().nullish() })
  .nullish()
  .transform((policy) => {
    if (!policy) return null
    return policy.mode?.startsWith('ALLOW_ANY')
      ? ('ALLOW_ANY' as const)
      : ('REGISTRY_ONLY' as const)
  })

/** The Sidecar resource; the container of that name is `istio-proxy`. */
export const sidecarScope = z
  .object({
    metadata: configMeta,
    spec: z
      .object({
        workloadSelector: z
          .object({ labels: stringMap })
          .nullish()
          .transform((selector) => selector?.labels ?? {}),
        egress: listOf(listener),
        outboundTrafficPolicy,
      })
      .nullish()
      .transform((all) => all ?? { workloadSelector: {}, egress: [], outboundTrafficPolicy: null }),
  })
  .transform(({ metadata: { namespace, name, createdAt }, spec }) => ({
    namespace,
    name,
    createdAt,
    selector: spec.workloadSelector,
    egress: spec.egress,
    outboundTrafficPolicy: spec.outboundTrafficPolicy,
  }))
