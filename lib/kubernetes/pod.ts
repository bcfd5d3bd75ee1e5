import 'server-only'
import { z } from 'zod'
import { captureOf, capturesAll } from '../domain/mtls/capture'
import { callingContainer, configMapVolumes, type Mentions, mentionsOf } from './mentions'
import { isThere, listOf, moment, objectMeta, stringMap } from './object-meta'

/** Of a pod's annotations only what tells the data plane; a status of 500 bytes becomes a word. */
export const podAnnotations = stringMap.transform((annotations) => ({
  injected: annotations['sidecar.istio.io/status'] !== undefined,
  ambientRedirection: annotations['ambient.istio.io/redirection'] ?? null,
  injectTemplates: annotations['inject.istio.io/templates'] ?? null,
  /** The old way to opt out; the label of the same name wins. */
  inject: annotations['sidecar.istio.io/inject'] ?? null,
  /** Of the control plane that injected it. */
  revision: annotations['istio.io/rev'] ?? null,
  /** Most pods have none of these; they share one object. */
  capture: Object.keys(annotations).some((key) => key.startsWith('traffic.sidecar.istio.io/'))
    ? captureOf(annotations)
    : capturesAll,
  /** Probes of the kubelet that do not go through the agent meet the application's own port. */
  rewritesProbes: annotations['sidecar.istio.io/rewriteAppHTTPProbers'] !== 'false',
  scrapePort:
    annotations['prometheus.io/scrape'] === 'true'
      ? (annotations['prometheus.io/port'] ?? null)
      : null,
}))
export type PodAnnotations = z.output<typeof podAnnotations>

const ownerReferences = listOf(
  z.object({ kind: z.string(), name: z.string(), controller: z.boolean().optional() }),
)

const probe = z
  .object({ httpGet: isThere, tcpSocket: isThere, grpc: isThere })
  .nullish()
  .transform((one) => Boolean(one && (one.httpGet || one.tcpSocket || one.grpc)))

const container = callingContainer.extend({
  name: z.string(),
  restartPolicy: z.string().optional(),
  ports: listOf(z.object({ name: z.string().optional(), containerPort: z.number().int() })),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
})
type Container = z.output<typeof container>

const wholePod = z.object({
  metadata: objectMeta.extend({
    annotations: podAnnotations,
    ownerReferences,
    deletionTimestamp: z.string().nullish(),
  }),
  spec: z.object({
    containers: listOf(container),
    initContainers: listOf(container),
    volumes: configMapVolumes,
    hostNetwork: z.boolean().default(false),
  }),
  status: z
    .object({
      phase: z.string().default('Unknown'),
      conditions: listOf(
        z.object({ type: z.string(), status: z.string(), lastTransitionTime: moment }),
      ),
    })
    .default({ phase: 'Unknown', conditions: [] }),
})

/** A pod with a proxy names itself in metrics; only of the others it is asked whom they may call. */
const noMentions: Mentions = { hosts: [], configMaps: [] }

export const pod = wholePod.transform(({ metadata, spec, status }) => {
  const owner = metadata.ownerReferences.find((reference) => reference.controller)
  const ready = status.conditions.find(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  )
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
    ports: portsOf(spec.containers),
    probed: spec.containers.some(
      (one) => one.livenessProbe || one.readinessProbe || one.startupProbe,
    ),
    mentions: metadata.annotations.injected ? noMentions : mentionsOf(spec),
    hostNetwork: spec.hostNetwork,
    /** Completed and evicted pods stay in the list, but serve nothing. */
    finished: status.phase === 'Succeeded' || status.phase === 'Failed',
    terminating: typeof metadata.deletionTimestamp === 'string',
    ready: ready !== undefined,
    /** Epoch ms; `null` where it is not ready, or where nobody says since when. */
    readySince: ready?.lastTransitionTime ?? null,
  }
})
export type Pod = z.output<typeof pod>

const portsOf = (containers: readonly Container[]) =>
  containers
    .filter(({ name }) => name !== 'istio-proxy')
    .flatMap(({ ports }) => ports)
    .map(({ name, containerPort }) => ({ name: name ?? null, port: containerPort }))
