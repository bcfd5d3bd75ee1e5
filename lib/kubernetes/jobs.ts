import 'server-only'
import { z } from 'zod'
import { callingSpec, mentionsOf } from './mentions'
import { listOf, objectMeta } from './object-meta'
import { podAnnotations } from './pod'

const template = z.object({
  metadata: objectMeta
    .pick({ labels: true })
    .extend({ annotations: podAnnotations })
    .default({ labels: {}, annotations: podAnnotations.parse(null) }),
  spec: callingSpec.extend({ hostNetwork: z.boolean().default(false) }),
})

const toTemplate = ({ metadata, spec }: z.output<typeof template>) => ({
  podLabels: metadata.labels,
  podAnnotations: metadata.annotations,
  hostNetwork: spec.hostNetwork,
  mentions: mentionsOf(spec),
})

const owner = listOf(z.object({ kind: z.string(), controller: z.boolean().optional() }))

export const job = z
  .object({
    metadata: objectMeta.extend({ ownerReferences: owner }),
    spec: z.object({ template }),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    /** A run of a CronJob, which stands for all of its runs. */
    isRun: metadata.ownerReferences.some(({ kind }) => kind === 'CronJob'),
    ...toTemplate(spec.template),
  }))
export type Job = z.output<typeof job>

export const cronJob = z
  .object({
    metadata: objectMeta,
    spec: z.object({
      schedule: z.string().default(''),
      jobTemplate: z.object({ spec: z.object({ template }) }),
    }),
  })
  .transform(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    schedule: spec.schedule,
    ...toTemplate(spec.jobTemplate.spec.template),
  }))
export type CronJob = z.output<typeof cronJob>
