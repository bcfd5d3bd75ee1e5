import 'server-only'
import { z } from 'zod'
import type { ConfigObject } from '../domain/istio-config/config-object'
import { listOf, moment, objectMeta, stringMap } from './object-meta'

/** The rest may be megabytes, last-applied-configuration first of all: of that one only its being there. */
const keptAnnotations = new Set([
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/installation-id',
  'kustomize.toolkit.fluxcd.io/reconcile',
  'kustomize.toolkit.fluxcd.io/ssa',
  'helm.toolkit.fluxcd.io/driftDetection',
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'flagger.kubernetes.app/original-configuration',
  'argo-rollouts.argoproj.io/managed-by-rollouts',
  'kubectl.kubernetes.io/last-applied-configuration',
  'binnacle.dev/changes',
])
const isLarge = (key: string) => /last-applied|original-configuration/.test(key)

const annotations = stringMap.transform((all) =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => keptAnnotations.has(key))
      .map(([key, value]) => [key, isLarge(key) ? '' : value]),
  ),
)

/** `f:http` in an entry's fields means that its manager owns `spec.http`. */
const fields = z
  .looseObject({ 'f:spec': z.record(z.string(), z.unknown()).nullish() })
  .nullish()
  .transform((owned) =>
    Object.keys(owned?.['f:spec'] ?? {}).flatMap((key) =>
      key.startsWith('f:') ? [key.slice(2)] : [],
    ),
  )

/** Who wrote last, as Kubernetes gives it. */
const managers = listOf(
  z
    .object({
      manager: z.string().default(''),
      operation: z.string().default(''),
      time: moment,
      fieldsV1: fields,
    })
    .transform(({ fieldsV1, ...entry }) => ({ ...entry, spec: fieldsV1 })),
)

const owners = listOf(
  z.object({
    apiVersion: z.string().default(''),
    kind: z.string(),
    name: z.string(),
    controller: z.boolean().default(false),
  }),
)

/** Metadata of a configuration object, trimmed to what is used. */
export const configMeta = objectMeta
  .extend({
    uid: z.string().default(''),
    generation: z.number().int().default(0),
    creationTimestamp: moment,
    annotations,
    ownerReferences: owners,
    managedFields: managers,
  })
  .transform(
    ({ creationTimestamp, ownerReferences, managedFields, ...meta }): ConfigObject => ({
      ...meta,
      createdAt: creationTimestamp ?? 0,
      owners: ownerReferences,
      managers: managedFields,
    }),
  )
