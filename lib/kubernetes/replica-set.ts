import 'server-only'
import { z } from 'zod'
import { moment, objectMeta, stringMap } from './object-meta'

/** Of a roll-out only when it began, of what, and how many it is of. */
export const replicaSet = z
  .object({
    metadata: objectMeta.extend({
      creationTimestamp: moment,
      annotations: stringMap.transform((all) => all['deployment.kubernetes.io/revision'] ?? null),
      ownerReferences: z
        .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }))
        .nullish(),
    }),
    spec: z.object({ replicas: z.number().int().nullish() }).nullish(),
  })
  .transform(({ metadata, spec }) => {
    const owner = metadata.ownerReferences?.find((reference) => reference.controller)
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      createdAt: metadata.creationTimestamp,
      revision: metadata.annotations,
      workload: owner?.name ?? metadata.name,
      replicas: spec?.replicas ?? 0,
    }
  })
export type ReplicaSet = z.output<typeof replicaSet>
