/**
 * The fields of Kubernetes objects that the test bed reads. The API server has validated them, so
 * they are taken at their word.
 */
export type Labels = Readonly<Record<string, string>>

export type OwnerReference = {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export type ObjectMeta = {
  name: string
  namespace?: string
  uid?: string
  generation?: number
  resourceVersion?: string
  creationTimestamp?: string
  labels?: Labels
  annotations?: Labels
  ownerReferences?: OwnerReference[]
}

export type KubernetesObject = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec?: unknown
}

export type Namespace = KubernetesObject

export type ContainerPort = { name?: string; containerPort: number; protocol?: string }
export type Container = { name: string; image?: string; ports?: readonly ContainerPort[] }

export type PodSpec = {
  serviceAccountName?: string
  hostNetwork?: boolean
  nodeName?: string
  containers: readonly Container[]
  initContainers?: readonly Container[]
}

export type PodTemplate = { metadata?: Partial<ObjectMeta>; spec: PodSpec }

export type Condition = { type: string; status: string; lastTransitionTime?: string }

export type PodStatus = {
  phase?: string
  hostIP?: string
  podIP?: string
  podIPs?: readonly { ip: string }[]
  conditions?: readonly Condition[]
  containerStatuses?: readonly object[]
}

export type Pod = KubernetesObject & { spec: PodSpec; status?: PodStatus }

export type ReplicaSpec = {
  replicas?: number
  selector?: { matchLabels?: Labels }
  template: PodTemplate
}

export type Deployment = KubernetesObject & { spec: ReplicaSpec; status?: object }
export type ReplicaSet = KubernetesObject & { spec: ReplicaSpec; status?: object }

export type ServicePort = {
  name?: string
  port: number
  targetPort?: number | string
  appProtocol?: string
  protocol?: string
}

export type Service = KubernetesObject & {
  spec: { selector?: Labels; ports?: readonly ServicePort[]; clusterIP?: string }
}

export type ConfigMap = KubernetesObject & { data?: Readonly<Record<string, string>> }

export type EndpointSlice = KubernetesObject & {
  addressType: string
  endpoints: readonly object[]
  ports: readonly object[]
}

/** `namespace/name`, unique within a kind. */
export const keyOf = ({ metadata }: KubernetesObject): string =>
  `${metadata.namespace ?? ''}/${metadata.name}`

export const hasLabels = (labels: Labels | undefined, wanted: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => labels?.[name] === value)

export const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** Every pod starts, and the kubelet's word of it makes everybody look again. */
export const isStarting = (pod: Pod): boolean => pod.status?.podIP === undefined

/** A named target port is looked up in the pod; an absent one is the service's own port. */
export function targetPortOf(port: ServicePort, pod: PodSpec | undefined): number {
  if (typeof port.targetPort === 'number') return port.targetPort
  if (port.targetPort === undefined) return port.port
  const named = pod?.containers
    .flatMap((container) => container.ports ?? [])
    .find(({ name }) => name === port.targetPort)
  return named?.containerPort ?? port.port
}
