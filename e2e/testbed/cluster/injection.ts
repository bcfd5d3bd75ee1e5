import type { Labels, PodSpec, PodTemplate } from './kubernetes-objects'

const neverInjected = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']

/** A control plane without a revision of its own answers to `default`. */
const revisions = ['default']

export type InjectionCase = {
  namespace: string
  namespaceLabels: Labels
  podLabels: Labels
  podAnnotations?: Labels
  hostNetwork?: boolean
}

/**
 * The revision whose webhook injects a proxy into a new pod, or `null`. The webhooks select by
 * labels of namespace and pod; the old label beats the revision's.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export function injectingRevision(pod: InjectionCase): string | null {
  const { namespaceLabels, podLabels } = pod
  if (pod.hostNetwork || neverInjected.includes(pod.namespace)) return null
  const wish =
    podLabels['sidecar.istio.io/inject'] ?? pod.podAnnotations?.['sidecar.istio.io/inject']
  if (wish === 'false') return null

  const injection = namespaceLabels['istio-injection']
  if (injection === 'enabled') return 'default'
  if (injection !== undefined) return null

  const askedByNamespace = namespaceLabels['istio.io/rev']
  const asked = askedByNamespace ?? podLabels['istio.io/rev']
  if (asked !== undefined) return revisions.includes(asked) ? asked : null
  return podLabels['sidecar.istio.io/inject'] === 'true' ? 'default' : null
}

/** https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements */
function canonicalLabels(labels: Labels, workload: string): Labels {
  return {
    'service.istio.io/canonical-name':
      labels['service.istio.io/canonical-name'] ??
      labels['app.kubernetes.io/name'] ??
      labels.app ??
      workload,
    'service.istio.io/canonical-revision':
      labels['service.istio.io/canonical-revision'] ??
      labels['app.kubernetes.io/version'] ??
      labels.version ??
      'latest',
  }
}

const proxyContainer = {
  name: 'istio-proxy',
  image: 'docker.io/istio/proxyv2:1.31.1',
  ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }],
}

/** In the gateway template the pod's one container, `image: auto`, becomes the proxy itself. */
function withProxy(spec: PodSpec): PodSpec {
  const own = spec.containers.filter(({ name }) => name !== 'istio-proxy')
  const declared = spec.containers.find(({ name }) => name === 'istio-proxy')
  const proxy = declared ? { ...declared, image: proxyContainer.image } : proxyContainer
  return {
    ...spec,
    containers: [...own, proxy],
    initContainers: [
      ...(spec.initContainers ?? []),
      { name: 'istio-init', image: proxyContainer.image },
    ],
  }
}

/** A gateway is asked by its own listeners; istiod does not take it for a pod of a sidecar. */
const tlsLabels = ({ metadata }: PodTemplate): Labels =>
  metadata?.annotations?.['inject.istio.io/templates'] === 'gateway'
    ? {}
    : { 'security.istio.io/tlsMode': 'istio' }

/** What the injector's webhook makes of a pod template when a pod is created from it. */
export function inject(template: PodTemplate, workload: string, revision: string): PodTemplate {
  const status = {
    initContainers: ['istio-init'],
    containers: ['istio-proxy'],
    volumes: ['workload-socket', 'istio-envoy', 'istio-data', 'istio-podinfo', 'istio-token'],
    imagePullSecrets: null,
    revision,
  }
  return {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        ...tlsLabels(template),
        ...canonicalLabels(template.metadata?.labels ?? {}, workload),
      },
      annotations: {
        ...template.metadata?.annotations,
        'istio.io/rev': revision,
        'prometheus.io/path': '/stats/prometheus',
        'prometheus.io/port': '15020',
        'prometheus.io/scrape': 'true',
        'sidecar.istio.io/status': JSON.stringify(status),
      },
    },
    spec: withProxy(template.spec),
  }
}

/**
 * Whether the node's agent hands a new pod without a sidecar to ztunnel: the pod's own word, else
 * its namespace's.
 * https://istio.io/latest/docs/ambient/usage/add-workloads/
 */
export function isEnrolledInAmbient({ namespaceLabels, podLabels, hostNetwork }: InjectionCase) {
  const mode = podLabels['istio.io/dataplane-mode'] ?? namespaceLabels['istio.io/dataplane-mode']
  return mode === 'ambient' && !hostNetwork
}

/** What the agent writes on a pod whose traffic it has redirected. */
export const redirected = ({ metadata, spec }: PodTemplate): PodTemplate => ({
  metadata: {
    ...metadata,
    annotations: { ...metadata?.annotations, 'ambient.istio.io/redirection': 'enabled' },
  },
  spec,
})
