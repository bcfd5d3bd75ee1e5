import type {
  Deployment,
  KubernetesObject,
  Labels,
  Namespace,
  Pod,
} from '../cluster/kubernetes-objects'
import { newPod, podAddress, replicaSetOf, runningStatus } from '../cluster/pods'
import { buildWorld, type World } from './world/world'

function podsOf(deployment: Deployment, namespaceLabels: Labels) {
  const replicaSet = replicaSetOf(deployment)
  return Array.from({ length: deployment.spec.replicas ?? 1 }, (_, serial) =>
    newPod(replicaSet, serial, namespaceLabels),
  )
}

/** The world as it is once every pod runs, a Deployment's or not, without a Kubernetes API between. */
export function worldFromManifests(manifests: readonly KubernetesObject[]): World {
  // The kind says which of our types it is.
  const all = <T extends KubernetesObject>(kind: string) =>
    manifests.filter((object) => object.kind === kind) as T[]
  const namespaceLabels = new Map(
    all<Namespace>('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  )
  const ofDeployments = all<Deployment>('Deployment').flatMap((one) =>
    podsOf(one, namespaceLabels.get(one.metadata.namespace ?? 'default') ?? {}),
  )
  const pods = [...all<Pod>('Pod'), ...ofDeployments].map((pod, serial) =>
    pod.status ? pod : { ...pod, status: runningStatus(pod, podAddress(serial + 1)) },
  )
  return buildWorld([...manifests.filter(({ kind }) => kind !== 'Pod'), ...pods])
}
