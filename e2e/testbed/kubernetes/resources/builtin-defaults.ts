import { copyJson, isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { type CustomResourceDefinition, establishedStatus } from './custom-resources'

type Preparation = (object: KubernetesObject, previous: KubernetesObject | null) => void

const objectAt = (parent: JsonObject, key: string): JsonObject => {
  const value = parent[key]
  if (isJsonObject(value)) return value
  const empty: JsonObject = {}
  parent[key] = empty
  return empty
}

const objectsAt = (parent: JsonObject, key: string): JsonObject[] => {
  const value = parent[key]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Adds what is absent; the caller's copy is changed in place, as all preparations do. */
function fill(target: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) target[key] ??= copyJson(value)
}

function prepareContainer(container: JsonObject): void {
  const image = String(container.image ?? '')
  const isPinned = /:(?!latest$)[^/]+$/.test(image)
  fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isPinned ? 'IfNotPresent' : 'Always',
  })
  for (const port of objectsAt(container, 'ports')) fill(port, { protocol: 'TCP' })
}

function preparePodSpec(spec: JsonObject): void {
  for (const container of [
    ...objectsAt(spec, 'containers'),
    ...objectsAt(spec, 'initContainers'),
  ]) {
    prepareContainer(container)
  }
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
}

const notReadyTolerations = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

/** The caller's copy of a Pod's spec, with what the API server fills in. */
export function fillPodSpec(spec: JsonObject): void {
  preparePodSpec(spec)
  fill(spec, {
    tolerations: notReadyTolerations,
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  })
}

const preparePod: Preparation = (pod, previous) => {
  fillPodSpec(objectAt(pod, 'spec'))
  if (!previous) pod.status = { phase: 'Pending', qosClass: 'BestEffort' }
}

/** Addresses only have to differ; nothing listens there. */
let lastClusterIp = 1
const nextClusterIp = () => {
  lastClusterIp += 1
  return `10.0.${Math.floor(lastClusterIp / 254)}.${(lastClusterIp % 254) + 1}`
}

function prepareServicePort(port: JsonObject): void {
  fill(port, { protocol: 'TCP' })
  fill(port, { targetPort: port.port })
}

const prepareService: Preparation = (service, previous) => {
  const spec = objectAt(service, 'spec')
  const before = isJsonObject(previous?.spec) ? previous.spec : {}
  for (const port of objectsAt(spec, 'ports')) prepareServicePort(port)
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' })
  if (spec.type !== 'ExternalName') {
    fill(spec, { clusterIP: before.clusterIP ?? nextClusterIp() })
    fill(spec, {
      clusterIPs: [spec.clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    })
  }
  if (!previous) service.status = { loadBalancer: {} }
}

const prepareNamespace: Preparation = (namespace, previous) => {
  namespace.metadata.labels = {
    ...namespace.metadata.labels,
    'kubernetes.io/metadata.name': namespace.metadata.name,
  }
  // Only the subresource `finalize` takes the finalizer away.
  namespace.spec = previous?.spec ?? { finalizers: ['kubernetes'] }
  if (!previous) namespace.status = { phase: 'Active' }
}

const prepareSecret: Preparation = (secret) => {
  fill(secret, { type: 'Opaque' })
  if (!isJsonObject(secret.stringData)) return
  const encoded = Object.entries(secret.stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  secret.data = { ...objectAt(secret, 'data'), ...Object.fromEntries(encoded) }
  delete secret.stringData
}

const rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%' }

const workloadDefaults: Readonly<Record<string, JsonObject>> = {
  Deployment: {
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  },
  ReplicaSet: { replicas: 1 },
  StatefulSet: {
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: 10,
  },
  DaemonSet: {
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    revisionHistoryLimit: 10,
  },
}

const prepareWorkload: Preparation = (workload, previous) => {
  const spec = objectAt(workload, 'spec')
  fill(spec, workloadDefaults[workload.kind] ?? {})
  const template = objectAt(spec, 'template')
  preparePodSpec(objectAt(template, 'spec'))
  if (!previous) workload.status = {}
}

const prepareJobSpec = (spec: JsonObject) =>
  preparePodSpec(objectAt(objectAt(spec, 'template'), 'spec'))

/** A job that names no selector of its own finds its pods by its uid. */
function prepareJobSelector({ metadata: { name, uid } }: KubernetesObject, spec: JsonObject) {
  if (spec.manualSelector === true || spec.selector !== undefined) return
  const owned = { 'batch.kubernetes.io/controller-uid': uid }
  spec.selector = { matchLabels: owned }
  const metadata = objectAt(objectAt(spec, 'template'), 'metadata')
  fill(objectAt(metadata, 'labels'), {
    ...owned,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  })
}

const prepareJob: Preparation = (job, previous) => {
  const spec = objectAt(job, 'spec')
  prepareJobSpec(spec)
  if (!previous) prepareJobSelector(job, spec)
  fill(spec, {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  })
  if (!previous) job.status = {}
}

const prepareCronJob: Preparation = (cronJob, previous) => {
  const spec = objectAt(cronJob, 'spec')
  prepareJobSpec(objectAt(objectAt(spec, 'jobTemplate'), 'spec'))
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  })
  if (!previous) cronJob.status = {}
}

const prepareNetworkPolicy: Preparation = (policy) => {
  const spec = objectAt(policy, 'spec')
  const hasEgress = objectsAt(spec, 'egress').length > 0
  fill(spec, { policyTypes: hasEgress ? ['Ingress', 'Egress'] : ['Ingress'] })
}

const prepareEndpointSlice: Preparation = (slice) => {
  for (const port of objectsAt(slice, 'ports')) fill(port, { name: '', protocol: 'TCP' })
}

const rbacGroup = 'rbac.authorization.k8s.io'

const prepareBinding: Preparation = (binding) => {
  fill(objectAt(binding, 'roleRef'), { apiGroup: rbacGroup })
  for (const subject of objectsAt(binding, 'subjects')) {
    if (subject.kind !== 'ServiceAccount') fill(subject, { apiGroup: rbacGroup })
  }
}

const prepareWebhooks: Preparation = (configuration) => {
  const isMutating = configuration.kind === 'MutatingWebhookConfiguration'
  for (const webhook of objectsAt(configuration, 'webhooks')) {
    fill(webhook, {
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
      ...(isMutating ? { reinvocationPolicy: 'Never' } : {}),
    })
    for (const rule of objectsAt(webhook, 'rules')) fill(rule, { scope: '*' })
  }
}

/** A definition is accepted a moment later: see `serveDefinitions`. */
const prepareDefinition: Preparation = (definition, previous) => {
  if (previous) return
  // Its schema was checked before.
  const { storedVersions } = establishedStatus(definition as CustomResourceDefinition)
  definition.status = {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions,
  }
}

/** What the API server itself fills in; no kind here has a schema with defaults. */
export const builtinPreparations: Readonly<Record<string, Preparation>> = {
  Namespace: prepareNamespace,
  Pod: preparePod,
  Service: prepareService,
  Secret: prepareSecret,
  'CustomResourceDefinition.apiextensions.k8s.io': prepareDefinition,
  'Deployment.apps': prepareWorkload,
  'ReplicaSet.apps': prepareWorkload,
  'StatefulSet.apps': prepareWorkload,
  'DaemonSet.apps': prepareWorkload,
  'Job.batch': prepareJob,
  'CronJob.batch': prepareCronJob,
  'NetworkPolicy.networking.k8s.io': prepareNetworkPolicy,
  'EndpointSlice.discovery.k8s.io': prepareEndpointSlice,
  [`RoleBinding.${rbacGroup}`]: prepareBinding,
  [`ClusterRoleBinding.${rbacGroup}`]: prepareBinding,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': prepareWebhooks,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': prepareWebhooks,
}
