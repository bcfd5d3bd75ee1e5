import 'server-only'
import type { WorkloadFacts } from '../domain/service-graph/mesh-facts'
import type { DataPlaneMode } from '../domain/workload'
import type { Deployment } from './deployment'
import { actualDataPlaneMode, expectedDataPlaneMode, isMeshNamespace } from './enrolment'
import type { Namespace } from './namespace'
import { objectKey } from './object-meta'
import type { Pod, PodAnnotations } from './pod'
import { canonicalName, canonicalRevision, workloadName } from './workload-name'

type Labels = Readonly<Record<string, string>>
type Found = { namespace: string; name: string; pods: Pod[] }

/** The workloads behind all pods, and the Deployments that have none at the moment. */
export function toWorkloads(cluster: {
  namespaces: Iterable<Namespace>
  pods: Iterable<Pod>
  deployments: Iterable<Deployment>
}): WorkloadFacts[] {
  const namespaces = new Map([...cluster.namespaces].map(({ name, labels }) => [name, labels]))
  const labelsOf = (namespace: string) => namespaces.get(namespace) ?? {}
  const running = groupByWorkload(cluster.pods)
  const scaledToZero = [...cluster.deployments].filter((one) => !running.has(objectKey(one)))
  return [
    ...[...running.values()].map((found) => withPods(found, labelsOf(found.namespace))),
    ...scaledToZero.map((one) => withoutPods(one, labelsOf(one.namespace))),
  ]
}

function groupByWorkload(pods: Iterable<Pod>): Map<string, Found> {
  const found = new Map<string, Found>()
  for (const pod of pods) {
    if (pod.finished) continue
    const { namespace } = pod
    const name = workloadName(pod)
    const key = objectKey({ namespace, name })
    const workload = found.get(key)
    if (workload) workload.pods.push(pod)
    else found.set(key, { namespace, name, pods: [pod] })
  }
  return found
}

function withPods({ namespace, name, pods }: Found, namespaceLabels: Labels): WorkloadFacts {
  const staying = pods.filter((pod) => !pod.terminating)
  // Which pod stands for all must not depend on the order of events.
  const [pod] = (staying.length > 0 ? staying : pods).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const labels = pod?.labels ?? {}
  const dataPlaneMode = weakestMode((staying.length > 0 ? staying : pods).map(actualDataPlaneMode))
  return {
    ...factsOf(namespace, name, labels),
    dataPlaneMode,
    expectedMode: expectedDataPlaneMode(namespaceLabels, labels),
    role: roleOf(labels, pod?.annotations.injectTemplates ?? null),
    inMesh:
      pods.some((one) => actualDataPlaneMode(one) !== 'none') ||
      isExpected(namespaceLabels, labels),
    pods: staying.length,
    readyPods: staying.filter(({ ready }) => ready).length,
    readySince: earliest(staying.flatMap(({ readySince }) => readySince ?? [])),
  }
}

const earliest = (moments: readonly number[]) => (moments.length > 0 ? Math.min(...moments) : null)

/** Without pods nothing is observed: the mode is what the next pod would get. */
function withoutPods(deployment: Deployment, namespaceLabels: Labels): WorkloadFacts {
  const { namespace, name, podLabels, podAnnotations } = deployment
  return {
    ...factsOf(namespace, name, podLabels),
    dataPlaneMode: expectedDataPlaneMode(namespaceLabels, podLabels),
    expectedMode: expectedDataPlaneMode(namespaceLabels, podLabels),
    role: roleOf(podLabels, podAnnotations.injectTemplates),
    inMesh: isExpected(namespaceLabels, podLabels),
    pods: 0,
    readyPods: 0,
  }
}

const factsOf = (namespace: string, name: string, labels: Labels) => ({
  namespace,
  name,
  app: canonicalName(labels, name),
  version: canonicalRevision(labels),
  labels,
})

const isExpected = (namespace: Labels, pod: Labels) =>
  isMeshNamespace(namespace) || expectedDataPlaneMode(namespace, pod) !== 'none'

/** Half-way through a restart, the pods that are still without a proxy are the news. */
const byStrength: readonly DataPlaneMode[] = ['none', 'ambient', 'sidecar']
const weakestMode = (modes: readonly DataPlaneMode[]) =>
  byStrength.find((mode) => modes.includes(mode)) ?? 'none'

/**
 * Gateways come from the Gateway API (labelled by istiod), from the gateway chart (the injection
 * template of that name) and from the operator (its component's label).
 */
export function roleOf(
  labels: Labels,
  injectTemplates: PodAnnotations['injectTemplates'],
): WorkloadFacts['role'] {
  const managed = labels['gateway.istio.io/managed']
  const gatewayClass = labels['gateway.networking.k8s.io/gateway-class-name']
  if (managed === 'istio.io-mesh-controller' || gatewayClass === 'istio-waypoint') return 'waypoint'
  const isGateway =
    managed !== undefined ||
    labels['gateway.networking.k8s.io/gateway-name'] !== undefined ||
    injectTemplates?.split(',').includes('gateway') ||
    /^(Ingress|Egress)Gateways$/.test(labels['operator.istio.io/component'] ?? '') ||
    /^(ingress|egress)gateway$/.test(labels.istio ?? '')
  return isGateway ? 'gateway' : null
}
