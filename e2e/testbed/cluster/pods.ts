import { inject, injectingRevision, isEnrolledInAmbient, redirected } from './injection'
import {
  type Deployment,
  hasLabels,
  isReady,
  type Labels,
  type OwnerReference,
  type Pod,
  type PodStatus,
  type PodTemplate,
  type ReplicaSet,
} from './kubernetes-objects'

/** Without vowels and look-alikes, as Kubernetes names what it generates. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** FNV-1a, then as many letters of the alphabet as asked. */
export function shortHash(text: string, length: number): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  let letters = ''
  while (letters.length < length) {
    letters += alphabet[(hash >>> 16) % alphabet.length]
    hash = Math.imul(hash, 0x9e3779b1) >>> 0
  }
  return letters
}

const ownedBy = (owner: Deployment | ReplicaSet): OwnerReference[] => [
  {
    apiVersion: 'apps/v1',
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  },
]

export const isOwnedBy = (object: Pod | ReplicaSet, owner: Deployment | ReplicaSet): boolean =>
  object.metadata.namespace === owner.metadata.namespace &&
  (object.metadata.ownerReferences ?? []).some(
    ({ kind, name, uid }) =>
      kind === owner.kind && name === owner.metadata.name && uid === (owner.metadata.uid ?? ''),
  )

/** The ReplicaSet that a Deployment keeps for its present pod template. */
export function replicaSetOf(deployment: Deployment): ReplicaSet {
  const { metadata, spec } = deployment
  const hash = shortHash(JSON.stringify(spec.template), 9)
  const withHash = (labels: Labels | undefined) => ({ ...labels, 'pod-template-hash': hash })
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? 'default',
      labels: withHash(spec.template.metadata?.labels),
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas: spec.replicas ?? 1,
      selector: { matchLabels: withHash(spec.selector?.matchLabels) },
      template: {
        ...spec.template,
        metadata: {
          ...spec.template.metadata,
          labels: withHash(spec.template.metadata?.labels),
        },
      },
    },
  }
}

const workloadOf = (replicaSet: ReplicaSet): string =>
  replicaSet.metadata.ownerReferences?.[0]?.name ?? replicaSet.metadata.name

function admitted(replicaSet: ReplicaSet, namespaceLabels: Labels): PodTemplate {
  const { template } = replicaSet.spec
  const candidate = {
    namespace: replicaSet.metadata.namespace ?? 'default',
    namespaceLabels,
    podLabels: template.metadata?.labels ?? {},
    podAnnotations: template.metadata?.annotations ?? {},
    hostNetwork: template.spec.hostNetwork ?? false,
  }
  const revision = injectingRevision(candidate)
  if (revision !== null) return inject(template, workloadOf(replicaSet), revision)
  return isEnrolledInAmbient(candidate) ? redirected(template) : template
}

/** A new pod as it is stored: named by its serial number, and past the injector. */
export function newPod(replicaSet: ReplicaSet, serial: number, namespaceLabels: Labels): Pod {
  const template = admitted(replicaSet, namespaceLabels)
  const { name, namespace } = replicaSet.metadata
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...template.metadata,
      name: `${name}-${shortHash(`${namespace}/${name}/${serial}`, 5)}`,
      namespace: namespace ?? 'default',
      ownerReferences: ownedBy(replicaSet),
    },
    spec: { serviceAccountName: 'default', ...template.spec },
  }
}

export const runningStatus = ({ spec }: Pod, podIP: string, now = new Date()): PodStatus => ({
  phase: 'Running',
  hostIP: '172.18.0.2',
  podIP,
  podIPs: [{ ip: podIP }],
  conditions: ['Initialized', 'ContainersReady', 'Ready', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: `${now.toISOString().slice(0, 19)}Z`,
  })),
  containerStatuses: spec.containers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: '',
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: {} },
  })),
})

/** The n-th address of the pod network, 10.244.0.0/14 without the ends. */
export const podAddress = (serial: number): string =>
  `10.${244 + ((serial >> 16) & 3)}.${(serial >> 8) & 255}.${serial & 255}`

export const isSelected = (pod: Pod, selector: Labels | undefined): boolean =>
  selector !== undefined &&
  Object.keys(selector).length > 0 &&
  hasLabels(pod.metadata.labels, selector)

export function replicaStatus(owner: Deployment | ReplicaSet, pods: readonly Pod[]): object {
  const ready = pods.filter(isReady).length
  const counts = {
    observedGeneration: owner.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
  }
  if (owner.kind === 'ReplicaSet') return counts
  return {
    ...counts,
    updatedReplicas: pods.length,
    conditions: [
      { type: 'Available', status: ready >= (owner.spec.replicas ?? 1) ? 'True' : 'False' },
    ],
  }
}
