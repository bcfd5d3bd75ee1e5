import 'server-only'
import { expectedDataPlane } from '../domain/injection/expected-data-plane'
import { capturesAll } from '../domain/mtls/capture'
import type { Labels, PodProxy } from '../domain/mtls/mesh'
import type { KnownPods } from '../domain/mtls/surroundings'
import type { Deployment } from './deployment'
import { actualDataPlaneMode } from './enrolment'
import type { Namespace } from './namespace'
import { objectKey } from './object-meta'
import type { Pod } from './pod'
import { workloadName } from './workload-name'
import { roleOf } from './workloads'

/** The ports of Istio's own agent, where it merges the application's metrics. */
const agentPorts = new Set([15_014, 15_020, 15_090])

type Cluster = {
  namespaces: Iterable<Namespace>
  pods: Iterable<Pod>
  deployments: Iterable<Deployment>
}

/**
 * Pods of one workload that are served alike, so half-way through a restart a workload has two
 * groups. A Deployment without pods has one of no pods, as its next pod would be.
 */
export function toPodGroups({ namespaces, pods, deployments }: Cluster): KnownPods[] {
  const labels = new Map([...namespaces].map((one) => [one.name, one.labels]))
  const groups = new Map<string, KnownPods>()
  const running = new Set<string>()
  for (const pod of pods) {
    if (pod.finished || pod.terminating) continue
    const one = groupOf(pod, labels.get(pod.namespace) ?? {})
    const key = keyOf(one)
    const known = groups.get(key)
    running.add(objectKey(one))
    groups.set(key, known ? { ...known, pods: known.pods + 1 } : one)
  }
  const idle = [...deployments]
    .filter((one) => !running.has(objectKey(one)))
    .map((one) => idleGroup(one, labels.get(one.namespace) ?? {}))
  return [...groups.values(), ...idle]
}

/** Two pods with the same key are the same to every rule. Labels of one replica set do not matter. */
const keyOf = (group: KnownPods) =>
  JSON.stringify([
    group.namespace,
    group.name,
    group.proxy,
    group.announcesMtls,
    group.hbone,
    group.revision,
    group.capture === capturesAll ? 0 : group.capture,
    Object.entries(group.labels)
      .filter(([label]) => !replicaLabels.has(label))
      .sort(),
  ])

const replicaLabels = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
])

function groupOf(pod: Pod, namespaceLabels: Labels): KnownPods {
  const { namespace, labels, annotations } = pod
  const proxy = proxyOf(pod)
  const scrapedAt = Number(annotations.scrapePort)
  return {
    namespace,
    name: workloadName(pod),
    labels,
    proxy,
    announcesMtls: labels['security.istio.io/tlsMode'] === 'istio',
    hbone: proxy === 'sidecar' && labels['networking.istio.io/tunnel'] === 'http',
    revision: annotations.revision,
    role: roleOf(labels, annotations.injectTemplates),
    ports: pod.ports,
    capture: annotations.capture,
    pods: 1,
    hostNetwork: pod.hostNetwork,
    mentions: pod.mentions,
    expected: expectedDataPlane({
      namespace: { name: namespace, labels: namespaceLabels },
      pod: { labels, injectAnnotation: annotations.inject, hostNetwork: pod.hostNetwork },
      revisions: null,
      byDefault: false,
    }).mode,
    probedDirectly: pod.probed && !annotations.rewritesProbes,
    scrapedAt:
      Number.isInteger(scrapedAt) && scrapedAt > 0 && !agentPorts.has(scrapedAt) ? scrapedAt : null,
  }
}

function proxyOf(pod: Pod): PodProxy {
  switch (actualDataPlaneMode(pod)) {
    case 'sidecar':
      return 'sidecar'
    case 'ambient':
      return 'ztunnel'
    case 'none':
      return pod.annotations.ambientRedirection === 'pending' ? 'ztunnelPending' : 'none'
  }
}

function idleGroup(deployment: Deployment, namespaceLabels: Labels): KnownPods {
  const { namespace, name, podLabels: labels, podAnnotations } = deployment
  const { mode } = expectedDataPlane({
    namespace: { name: namespace, labels: namespaceLabels },
    pod: { labels, injectAnnotation: podAnnotations.inject, hostNetwork: false },
    revisions: null,
    byDefault: false,
  })
  return {
    namespace,
    name,
    labels,
    proxy: mode === 'ambient' ? 'ztunnel' : mode,
    announcesMtls: mode === 'sidecar',
    hbone: false,
    revision: null,
    role: roleOf(labels, podAnnotations.injectTemplates),
    ports: [],
    capture: podAnnotations.capture,
    pods: 0,
    hostNetwork: false,
    mentions: { hosts: [], configMaps: [] },
    expected: mode,
    probedDirectly: false,
    scrapedAt: null,
  }
}
