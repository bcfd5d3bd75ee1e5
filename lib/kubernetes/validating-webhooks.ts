import 'server-only'
import { z } from 'zod'
import type { ValidatingWebhook } from '../domain/istio-config/webhook'
import { listOf, objectMeta, stringMap } from './object-meta'

const everything = { matchLabels: {}, matchExpressions: [] }

const labelSelector = z
  .object({
    matchLabels: stringMap,
    matchExpressions: listOf(
      z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) }),
    ),
  })
  .nullish()
  .transform((selector) => selector ?? everything)

const rule = z
  .object({
    apiGroups: listOf(z.string()),
    apiVersions: listOf(z.string()),
    resources: listOf(z.string()),
    operations: listOf(z.string()),
  })
  .transform(({ apiGroups, apiVersions, resources, operations }) => ({
    groups: apiGroups,
    versions: apiVersions,
    resources,
    operations,
  }))

const webhook = z
  .object({
    name: z.string(),
    rules: listOf(rule),
    namespaceSelector: labelSelector,
    objectSelector: labelSelector,
  })
  .transform(
    ({ name, rules, namespaceSelector, objectSelector }): ValidatingWebhook => ({
      name,
      rules,
      namespaces: namespaceSelector,
      objects: objectSelector,
    }),
  )

export const validatingWebhooks = z
  .object({ metadata: objectMeta.omit({ labels: true }), webhooks: listOf(webhook) })
  .transform(({ metadata, webhooks }) => ({ ...metadata, webhooks }))
