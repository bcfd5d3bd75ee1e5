import 'server-only'
import { z } from 'zod'
import { isThere, listOf, objectMeta, stringMap } from './object-meta'

/** `matchExpressions` are not read: what has any is taken to let everybody in. */
const labelSelector = z
  .object({ matchLabels: stringMap, matchExpressions: listOf(z.unknown()) })
  .nullish()
  .transform((selector) =>
    selector
      ? { labels: selector.matchLabels, exact: selector.matchExpressions.length === 0 }
      : null,
  )

const peer = z.object({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: isThere,
})

/** Of a NetworkPolicy whom it lets in. */
export const networkPolicy = z
  .object({
    metadata: objectMeta,
    spec: z
      .object({
        podSelector: labelSelector,
        policyTypes: listOf(z.string()),
        ingress: listOf(z.object({ from: listOf(peer) })),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    selector: spec?.podSelector ?? { labels: {}, exact: true },
    /** Without a word every policy is one for ingress. */
    limitsIngress: !spec?.policyTypes.length || spec.policyTypes.includes('Ingress'),
    ingress: (spec?.ingress ?? []).map(({ from }) =>
      from.map(({ podSelector, namespaceSelector, ipBlock }) => ({
        pods: podSelector,
        namespaces: namespaceSelector,
        addresses: ipBlock,
      })),
    ),
  }))
export type NetworkPolicy = z.output<typeof networkPolicy>
