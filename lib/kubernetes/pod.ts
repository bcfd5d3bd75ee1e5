import 'server-only'
import { z } from 'zod'
import { listOf, objectMeta, stringMap } from './object-meta'

/** Of a pod's annotations only what tells the data plane; a status of 500 bytes becomes a word. */
export const podAnnotations = stringMap.transform((annotations) => ({
  injected: annotations['sidecar.istio.io/status'] !== undefined,
  ambientRedirection: annotations['ambient.istio.io/redirection'] ?? null,
  injectTemplates: annotations['inject.istio.io/templates'] ?? null,
}))
export type PodAnnotations = z.output<typeof podAnnotations>

const ownerReferences = listOf(
  z.object({ kind: z.string(), name: z.string(), controller: z.boolean().optional() }),
)

const container = z.object({ name: z.string(), restartPolicy: z.string().optional() })

const wholePod = z.object({
  metadata: objectMeta.extend({
    annotations: podAnnotations,
    ownerReferences,
    deletionTimestamp: z.string().nullish(),
  }),
  spec: z.object({
    containers: listOf(container),
    initContainers: listOf(container),
    hostNetwork: z.boolean().default(false),
  }),
  status: z
    .object({
      phase: z.string().default('Unknown'),
      conditions: listOf(z.object({ type: z.string(), status: z.string() })),
    })
    .default({ phase: 'Unknown', conditions: [] }),
})

export const pod = wholePod.transform(({ metadata, spec, status }) => {
  const owner = metadata.ownerReferences.find((reference) => reference.controller)
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    labels: metadata.labels,
    annotations: metadata.annotations,
    controller: owner ? { kind: owner.kind, name: owner.name } : null,
    /** An init container that is restarted always runs beside the others: a native sidecar. */
    containers: [
      ...spec.containers,
      ...spec.initContainers.filter((init) => init.restartPolicy === 'Always'),
    ].map(({ name }) => name),
    hostNetwork: spec.hostNetwork,
    /** Completed and evicted pods stay in the list, but serve nothing. */
    finished: status.phase === 'Succeeded' || status.phase === 'Failed',
    terminating: typeof metadata.deletionTimestamp === 'string',
    ready: status.conditions.some(
      (condition) => condition.type === 'Ready' && condition.status === 'True',
    ),
  }
})
export type Pod = z.output<typeof pod>
