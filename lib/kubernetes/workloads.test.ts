import { describe, expect, test } from 'vitest'
import { deployment } from './deployment'
import { actualDataPlaneMode, expectedDataPlaneMode } from './enrolment'
import { namespace } from './namespace'
import { type Pod, pod } from './pod'
import { workloadName } from './workload-name'
import { toWorkloads } from './workloads'

type RawPod = {
  name: string
  namespace?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  owner?: { kind: string; name: string }
  containers?: string[]
  initContainers?: { name: string; restartPolicy?: string }[]
  phase?: string
  ready?: boolean
  /** Of its last change to that. */
  since?: string
  terminating?: boolean
}

/** A pod as the API sends it, read through its schema. */
const podOf = ({ name, owner, ...raw }: RawPod): Pod =>
  pod.parse({
    metadata: {
      name,
      namespace: raw.namespace ?? 'default',
      labels: raw.labels,
      annotations: raw.annotations,
      ...(owner ? { ownerReferences: [{ ...owner, controller: true }] } : {}),
      ...(raw.terminating ? { deletionTimestamp: '2026-11-22T20:00:00Z' } : {}),
    },
    spec: {
      containers: (raw.containers ?? ['app']).map((container) => ({ name: container })),
      initContainers: raw.initContainers,
    },
    status: {
      phase: raw.phase ?? 'Running',
      conditions: [
        {
          type: 'Ready',
          status: raw.ready === false ? 'False' : 'True',
          lastTransitionTime: raw.since,
        },
      ],
    },
  })

const reviews = (version: string, more: Partial<RawPod> = {}): Pod =>
  podOf({
    name: `reviews-${version}-6f4d8c-abcde`,
    owner: { kind: 'ReplicaSet', name: `reviews-${version}-6f4d8c` },
    labels: { app: 'reviews', version, 'pod-template-hash': '6f4d8c' },
    containers: ['reviews', 'istio-proxy'],
    ...more,
  })

const namespaceOf = (name: string, labels: Record<string, string> = {}) =>
  namespace.parse({ metadata: { name, labels } })

const workloadsOf = (pods: Pod[], labels: Record<string, string> = {}) =>
  toWorkloads({ namespaces: [namespaceOf('default', labels)], pods, deployments: [] })

describe('the name of a workload', () => {
  const hash = { 'pod-template-hash': '6f4d8c' }
  test.each([
    ['a Deployment’s pod', { kind: 'ReplicaSet', name: 'reviews-v1-6f4d8c' }, hash, 'reviews-v1'],
    ['a ReplicaSet of its own', { kind: 'ReplicaSet', name: 'reviews-v1' }, {}, 'reviews-v1'],
    [
      'a ReplicaSet whose name does not end in the hash',
      { kind: 'ReplicaSet', name: 'legacy' },
      hash,
      'legacy',
    ],
    ['a StatefulSet', { kind: 'StatefulSet', name: 'mongodb' }, {}, 'mongodb'],
    ['a DaemonSet', { kind: 'DaemonSet', name: 'ztunnel' }, {}, 'ztunnel'],
    ['a Job', { kind: 'Job', name: 'migrate' }, {}, 'migrate'],
    ['a CronJob’s Job', { kind: 'Job', name: 'export-29391840' }, {}, 'export'],
    [
      'a DeploymentConfig’s pod',
      { kind: 'ReplicationController', name: 'cart-4' },
      { deploymentconfig: 'cart' },
      'cart',
    ],
    ['a pod that nobody controls', undefined, {}, 'pod-0'],
  ] as const)('%s', (_, owner, labels, name) => {
    const raw = { name: 'pod-0', labels: { ...labels }, ...(owner ? { owner } : {}) }
    expect(workloadName(podOf(raw))).toBe(name)
  })
})

describe('the data plane that serves a pod', () => {
  test.each([
    ['none', {}, 'none'],
    ['a sidecar by its status', { annotations: { 'sidecar.istio.io/status': '{}' } }, 'sidecar'],
    ['a sidecar by its container', { containers: ['app', 'istio-proxy'] }, 'sidecar'],
    [
      'a native sidecar',
      { initContainers: [{ name: 'istio-proxy', restartPolicy: 'Always' }] },
      'sidecar',
    ],
    [
      'an init container of that name that ends',
      { initContainers: [{ name: 'istio-proxy' }] },
      'none',
    ],
    [
      'ztunnel’s own pod, whose container has the name of a sidecar’s',
      { labels: { app: 'ztunnel' }, containers: ['istio-proxy'] },
      'none',
    ],
    ['ztunnel', { annotations: { 'ambient.istio.io/redirection': 'enabled' } }, 'ambient'],
    ['ztunnel, not yet', { annotations: { 'ambient.istio.io/redirection': 'pending' } }, 'none'],
  ] as const)('%s', (_, raw, mode) => {
    // The table is read-only, a raw pod is not.
    expect(actualDataPlaneMode(podOf({ name: 'pod-0', ...structuredClone(raw) } as RawPod))).toBe(
      mode,
    )
  })
})

/** The rows of https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
describe('the data plane that a new pod would get', () => {
  test.each([
    [{ 'istio-injection': 'enabled' }, {}, 'sidecar'],
    [{ 'istio-injection': 'enabled' }, { 'sidecar.istio.io/inject': 'false' }, 'none'],
    [{ 'istio-injection': 'disabled' }, { 'sidecar.istio.io/inject': 'true' }, 'none'],
    [{ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' }, {}, 'sidecar'],
    [{ 'istio.io/rev': 'canary' }, {}, 'sidecar'],
    [{ 'istio.io/rev': 'canary' }, { 'sidecar.istio.io/inject': 'false' }, 'none'],
    [{}, { 'istio.io/rev': 'canary' }, 'sidecar'],
    [{}, { 'sidecar.istio.io/inject': 'true' }, 'sidecar'],
    [{}, {}, 'none'],
    [{ 'istio.io/dataplane-mode': 'ambient' }, {}, 'ambient'],
    [{ 'istio.io/dataplane-mode': 'ambient' }, { 'istio.io/dataplane-mode': 'none' }, 'none'],
    [{}, { 'istio.io/dataplane-mode': 'ambient' }, 'ambient'],
  ] as const)('namespace %j, pod %j: %s', (namespaceLabels, podLabels, mode) => {
    expect(expectedDataPlaneMode(namespaceLabels, podLabels)).toBe(mode)
  })
})

describe('a workload', () => {
  test('is ready since the first of its ready pods is', () => {
    const ready = (name: string, minute: number, more: Partial<RawPod> = {}) =>
      reviews('v1', { name, since: `2026-11-22T20:0${minute}:00Z`, ...more })
    const [found] = workloadsOf([
      ready('a', 5),
      ready('b', 3),
      ready('c', 1, { ready: false }),
      ready('d', 2, { terminating: true }),
    ])
    expect(found?.readySince).toBe(Date.parse('2026-11-22T20:03:00Z'))
  })

  test('gathers its pods under its canonical name and revision', () => {
    const pods = [reviews('v1'), reviews('v1', { name: 'reviews-v1-6f4d8c-fghij', ready: false })]
    expect(workloadsOf(pods)).toEqual([
      {
        namespace: 'default',
        name: 'reviews-v1',
        app: 'reviews',
        version: 'v1',
        dataPlaneMode: 'sidecar',
        expectedMode: 'none',
        role: null,
        inMesh: true,
        pods: 2,
        readyPods: 1,
        readySince: null,
        labels: { app: 'reviews', version: 'v1', 'pod-template-hash': '6f4d8c' },
      },
    ])
  })

  test.each([
    [
      'Istio’s own labels win',
      { 'service.istio.io/canonical-name': 'a', 'app.kubernetes.io/name': 'b', app: 'c' },
      { app: 'a', version: 'latest' },
    ],
    [
      'then Kubernetes’',
      { 'app.kubernetes.io/name': 'b', app: 'c', 'app.kubernetes.io/version': '2' },
      { app: 'b', version: '2' },
    ],
    ['then app and version', { app: 'c', version: 'v3' }, { app: 'c', version: 'v3' }],
    ['then its own name', {}, { app: 'pod-0', version: 'latest' }],
  ] as const)('canonical name and revision: %s', (_, labels, expected) => {
    expect(workloadsOf([podOf({ name: 'pod-0', labels: { ...labels } })])[0]).toMatchObject(
      expected,
    )
  })

  test('does not count pods that have finished, nor those that are going', () => {
    const pods = [
      reviews('v1'),
      reviews('v1', { name: 'evicted', phase: 'Failed' }),
      reviews('v1', { name: 'going', terminating: true }),
    ]
    expect(workloadsOf(pods)[0]).toMatchObject({ pods: 1, readyPods: 1 })
  })

  test('counts as without a proxy while one of its pods is', () => {
    const pods = [reviews('v1'), reviews('v1', { name: 'older', containers: ['reviews'] })]
    expect(workloadsOf(pods)[0]).toMatchObject({ dataPlaneMode: 'none', inMesh: true })
  })

  test.each([
    ['in an injected namespace', { 'istio-injection': 'enabled' }, true],
    ['in an ambient namespace', { 'istio.io/dataplane-mode': 'ambient' }, true],
    ['elsewhere', {}, false],
  ] as const)('without a proxy %s: in the mesh %s', (_, labels, inMesh) => {
    const legacy = podOf({ name: 'legacy', labels: { 'sidecar.istio.io/inject': 'false' } })
    expect(workloadsOf([legacy], { ...labels })[0]).toMatchObject({ dataPlaneMode: 'none', inMesh })
  })

  test.each([
    [
      'made for the Gateway API',
      { 'gateway.networking.k8s.io/gateway-name': 'public' },
      {},
      'gateway',
    ],
    ['of the gateway chart', {}, { 'inject.istio.io/templates': 'gateway' }, 'gateway'],
    ['of the operator', { 'operator.istio.io/component': 'IngressGateways' }, {}, 'gateway'],
    ['named so by its label', { istio: 'ingressgateway' }, {}, 'gateway'],
    [
      'a waypoint',
      {
        'gateway.istio.io/managed': 'istio.io-mesh-controller',
        'gateway.networking.k8s.io/gateway-name': 'waypoint',
      },
      {},
      'waypoint',
    ],
    ['istiod', { istio: 'pilot', app: 'istiod' }, {}, null],
  ] as const)('role: %s', (_, labels, annotations, role) => {
    const [workload] = workloadsOf([
      podOf({ name: 'gateway', labels: { ...labels }, annotations: { ...annotations } }),
    ])
    expect(workload?.role).toBe(role)
  })

  test('without pods is known by its Deployment, with the proxy that its pods would get', () => {
    const ratings = deployment.parse({
      metadata: { name: 'ratings-v2', namespace: 'default' },
      spec: { template: { metadata: { labels: { app: 'ratings', version: 'v2' } } } },
    })
    const namespaces = [namespaceOf('default', { 'istio-injection': 'enabled' })]
    expect(toWorkloads({ namespaces, pods: [reviews('v1')], deployments: [ratings] })[1]).toEqual({
      namespace: 'default',
      name: 'ratings-v2',
      app: 'ratings',
      version: 'v2',
      dataPlaneMode: 'sidecar',
      expectedMode: 'sidecar',
      role: null,
      inMesh: true,
      pods: 0,
      readyPods: 0,
      labels: { app: 'ratings', version: 'v2' },
    })
  })
})
