import 'server-only'
import { z } from 'zod'
import { isThere, listOf, objectMeta, stringMap } from './object-meta'

const words = listOf(z.string())
const source = z.object({
  principals: words,
  notPrincipals: words,
  namespaces: words,
  notNamespaces: words,
  serviceAccounts: words,
  notServiceAccounts: words,
})

const rule = z.object({
  from: listOf(z.object({ source: source.nullish() })),
  when: listOf(z.object({ key: z.string().default('') })),
})

const needsIdentity = ({ from, when }: z.output<typeof rule>) =>
  from.some(({ source: one }) => Object.values(one ?? {}).some(({ length }) => length > 0)) ||
  when.some(({ key }) => /^source\.(principal|namespace)$/.test(key))

/** Of an AuthorizationPolicy what matters to mutual TLS: whether it asks who the client is. */
export const authorizationPolicy = z
  .object({
    metadata: objectMeta,
    spec: z
      .object({
        selector: z
          .object({ matchLabels: stringMap })
          .nullish()
          .transform((selector) => selector?.matchLabels ?? {}),
        targetRef: isThere,
        targetRefs: listOf(z.unknown()),
        action: z.string().default('ALLOW'),
        rules: listOf(rule),
      })
      .nullish(),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    selector: spec?.selector ?? {},
    /** For a Gateway, a Service or the like, not for pods. */
    targeted: Boolean(spec?.targetRef || spec?.targetRefs.length),
    action: spec?.action ?? 'ALLOW',
    needsIdentity: (spec?.rules ?? []).some(needsIdentity),
  }))
export type AuthorizationPolicy = z.output<typeof authorizationPolicy>
