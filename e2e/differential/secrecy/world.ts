import { randomBytes } from 'node:crypto'
import { remoteWrite } from '../../testbed/prometheus/remote-write'
import type { WrittenSeries } from '../../testbed/prometheus/write-request'
import { loadScenario } from '../../testbed/scenarios/load'
import { type PastBed, startPastBed } from '../past-bed'
import { watch } from '../watch'
import { type Unguessable, unguessable } from './unguessable'

/** `harbour` with unguessable names, lived through until now. */
export type SecretWorld = Unguessable & {
  bed: PastBed
  /** Epoch ms: all that has been lived through lies before it. */
  at: number
  draw: (most: number) => number
}

const everySeconds = 15
const livedSeconds = 480

/** What applications write as `Host` for a service that is not there, in every form that DNS takes. */
const hostForms = (namespace: string) => [
  `ghost.${namespace}.svc.cluster.local`,
  `ghost.${namespace}.svc.cluster.local:8080`,
  `ghost.${namespace}.svc.cluster.local.`,
  `ghost.${namespace}.svc`,
  `ghost.${namespace}`,
  `GHOST.${namespace.toUpperCase()}.SVC.CLUSTER.LOCAL`,
  namespace,
  `${namespace}:80`,
  `a.b.${namespace}.example.com`,
]

/** Calls between all namespaces that reached nobody, as the callers' proxies report them. */
function* unresolved(namespaces: readonly string[], until: number): Generator<WrittenSeries> {
  const times = [8, 7, 6, 5, 4, 3, 2, 1].map((ago) => until - ago * 30_000)
  for (const caller of namespaces)
    for (const called of namespaces.filter((name) => name !== caller))
      for (const host of hostForms(called))
        yield {
          labels: {
            __name__: 'istio_requests_total',
            job: 'mesh',
            namespace: caller,
            pod: 'caller',
            reporter: 'source',
            source_workload_namespace: caller,
            source_workload: 'caller',
            source_principal: `spiffe://cluster.local/ns/${caller}/sa/caller`,
            destination_workload_namespace: 'unknown',
            destination_workload: 'unknown',
            destination_principal: 'unknown',
            destination_service_namespace: 'unknown',
            destination_service: host,
            destination_service_name: host,
            request_protocol: 'http',
            response_code: '503',
            response_flags: 'UH',
            connection_security_policy: 'unknown',
          },
          times,
          values: times.map((_, index) => index * 60),
        }
}

export async function startSecretWorld(random: () => number): Promise<SecretWorld> {
  const draw = (most: number) => Math.floor(random() * most)
  const renamed = unguessable(loadScenario('harbour'), draw)
  const hoursAgo = (livedSeconds + 60) / 3600
  const bed = await startPastBed({ scenario: renamed.scenario, hoursAgo })
  watch(bed.env)
  // Who asks says who they are with each question.
  Object.assign(process.env, {
    BINNACLE_AUTH: 'token',
    BINNACLE_SESSION_KEY: randomBytes(32).toString('base64'),
  })
  await bed.settle()
  const times = await bed.live({ everySeconds, forSeconds: livedSeconds })
  const at = (times.at(-1) ?? 0) + 3_000
  await remoteWrite(bed.env.prometheusUrl, unresolved([...renamed.namespaces.values()], at))
  return { ...renamed, bed, at, draw }
}
