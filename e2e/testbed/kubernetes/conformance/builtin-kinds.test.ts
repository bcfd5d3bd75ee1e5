import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, elide, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace } from '../testing/reviews-route'
import { invalid } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
})

afterAll(() => server.stop())

const namespace = '/api/v1/namespaces/bookinfo'
const toleration = (condition: string) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
})

const container = { name: 'reviews', image: 'x' }
const settledContainer = {
  ...container,
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'Always',
}

describe('a Pod', () => {
  test('is pending, with the defaults of its spec', async () => {
    const { code, body } = await server.ask('POST', `${namespace}/pods`, {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'r1', labels: { app: 'reviews' } },
        spec: { containers: [container] },
      },
    })
    expect(code).toBe(201)
    expect(elide(body)).toMatchObject({
      spec: {
        containers: [settledContainer],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
        tolerations: [toleration('not-ready'), toleration('unreachable')],
        priority: 0,
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
      },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    })
  })

  test('runs when its status says so, and can then be selected by it', async () => {
    const status = { phase: 'Running', podIP: '127.0.1.1', podIPs: [{ ip: '127.0.1.1' }] }
    const patched = await server.client.patch(`${namespace}/pods/r1/status`, { status })
    expect(patched.status).toEqual({ ...status, qosClass: 'BestEffort' })
    const running = await server.client.list('/api/v1/pods', {
      fieldSelector: 'status.phase=Running',
    })
    expect(running.items.map(({ metadata }) => metadata.name)).toEqual(['r1'])
    const pending = await server.client.list('/api/v1/pods', {
      fieldSelector: 'status.phase=Pending',
    })
    expect(pending.items).toEqual([])
  })

  test('has no log without a kubelet', async () => {
    expect(await server.ask('GET', `${namespace}/pods/r1/log`)).toMatchObject({ code: 204 })
  })

  test('is answered with itself when it is deleted', async () => {
    const path = `${namespace}/pods/r1?gracePeriodSeconds=0`
    expect(await server.ask('DELETE', path)).toMatchObject({
      code: 200,
      body: { kind: 'Pod', metadata: { name: 'r1' } },
    })
    expect(await server.ask('GET', path)).toMatchObject({ code: 404 })
  })

  test('needs a container', async () => {
    const body = { metadata: { name: 'empty' }, spec: {} }
    expect((await server.ask('POST', `${namespace}/pods`, { body })).body).toEqual(
      invalid(
        'Pod "empty" is invalid: spec.containers: Required value',
        { name: 'empty', kind: 'Pod' },
        [['Required', 'Required value', 'spec.containers']],
      ),
    )
  })
})

describe('a Service', () => {
  test('gets an address and keeps it', async () => {
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 9080 }] },
    }
    const created = await server.client.create(`${namespace}/services`, body)
    expect(elide(created.spec)).toEqual({
      ports: [{ name: 'http', protocol: 'TCP', port: 9080, targetPort: 9080 }],
      selector: { app: 'reviews' },
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    })
    const updated = await server.client.update(`${namespace}/services/reviews`, body)
    expect(updated).toEqual(created)
  })

  test('may be headless', async () => {
    const created = await server.client.create(`${namespace}/services`, {
      metadata: { name: 'details' },
      spec: { clusterIP: 'None', ports: [{ port: 80 }] },
    })
    expect(created.spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] })
  })
})

test('an EndpointSlice has no loopback address', async () => {
  const why = 'Invalid value: "127.0.1.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'
  const { body } = await server.ask(
    'POST',
    '/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices',
    {
      body: {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'reviews-1' },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['127.0.1.1'] }],
      },
    },
  )
  expect(body).toEqual(
    invalid(
      `EndpointSlice.discovery.k8s.io "reviews-1" is invalid: endpoints[0].addresses[0]: ${why}`,
      { name: 'reviews-1', group: 'discovery.k8s.io', kind: 'EndpointSlice' },
      [['Invalid', why, 'endpoints[0].addresses[0]']],
    ),
  )
})

test('a Secret is stored as base64', async () => {
  const created = await server.client.create(`${namespace}/secrets`, {
    metadata: { name: 'token' },
    stringData: { word: 'open' },
  })
  expect(created).toMatchObject({ type: 'Opaque', data: { word: 'b3Blbg==' } })
  expect(created).not.toHaveProperty('stringData')
})

describe('a Deployment', () => {
  const path = '/apis/apps/v1/namespaces/bookinfo/deployments'
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'reviews-v1' },
    spec: {
      selector: { matchLabels: { app: 'reviews' } },
      template: {
        metadata: { labels: { app: 'reviews' } },
        spec: { containers: [container, { name: 'sidecar', image: 'y:1' }] },
      },
    },
  }

  test('has one replica unless it says another number', async () => {
    const created = await server.client.create(path, deployment)
    expect(created.metadata.generation).toBe(1)
    expect(created.spec).toMatchObject({
      replicas: 1,
      template: { spec: { containers: [settledContainer, { imagePullPolicy: 'IfNotPresent' }] } },
    })
  })

  test('is scaled by a merge patch, and its status is no new generation', async () => {
    const scaled = await server.client.patch(`${path}/reviews-v1`, { spec: { replicas: 3 } })
    expect(scaled.metadata.generation).toBe(2)
    const counted = await server.client.patch(`${path}/reviews-v1/status`, {
      status: { replicas: 3, readyReplicas: 3 },
    })
    expect(counted).toMatchObject({ metadata: { generation: 2 }, status: { readyReplicas: 3 } })
  })

  test('takes a strategic merge by the names of its containers', async () => {
    const reply = await server.ask('PATCH', `${path}/reviews-v1`, {
      contentType: 'application/strategic-merge-patch+json',
      body: { spec: { template: { spec: { containers: [{ name: 'sidecar', image: 'y:2' }] } } } },
    })
    const { spec } = (reply.body as KubernetesObject & { spec: typeof deployment.spec }).spec
      .template
    expect(spec.containers.map(({ image }) => image)).toEqual(['x', 'y:2'])
  })

  test('keeps who owns it', async () => {
    const { metadata } = await server.client.get(`${path}/reviews-v1`)
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'reviews-v1',
      uid: metadata.uid,
    }
    const replicaSet = await server.client.create('/apis/apps/v1/namespaces/bookinfo/replicasets', {
      ...deployment,
      kind: 'ReplicaSet',
      metadata: { name: 'reviews-v1-1', ownerReferences: [owner] },
    })
    expect(replicaSet.metadata.ownerReferences).toEqual([owner])
  })
})

describe('the fields of a built-in kind', () => {
  const configMaps = `${namespace}/configmaps`
  const pods = `${namespace}/pods`
  const post = (path: string, query: string, body: object) =>
    server.ask('POST', `${path}?dryRun=All&${query}`, { body })
  const odd = {
    metadata: { name: 'odd' },
    spec: { containers: [{ ...container, imagge: 'y' }], hostnet: true },
  }

  test('that it does not have are dropped with a warning each', async () => {
    const { code, headers, body } = await post(pods, '', odd)
    expect(code).toBe(201)
    expect(headers.warning).toEqual([
      '299 - "unknown field \\"spec.containers[0].imagge\\""',
      '299 - "unknown field \\"spec.hostnet\\""',
    ])
    expect((body as KubernetesObject).spec).not.toHaveProperty('hostnet')
  })

  test('that it does not have are refused under Strict', async () => {
    expect(await post(pods, 'fieldValidation=Strict', odd)).toMatchObject({
      code: 400,
      body: {
        message:
          'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagge", unknown field "spec.hostnet"',
      },
    })
  })

  test.each([
    [
      pods,
      'Pod',
      { spec: { containers: [container], terminationGracePeriodSeconds: '30' } },
      'string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    ],
    [
      pods,
      'Pod',
      { spec: { containers: [{ ...container, ports: [{ containerPort: 80.5 }] }] } },
      'number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      configMaps,
      'ConfigMap',
      { data: { mesh: 1 } },
      'number into Go struct field ConfigMap.data of type string',
    ],
    [
      configMaps,
      'ConfigMap',
      { immutable: 'no' },
      'string into Go struct field ConfigMap.immutable of type bool',
    ],
  ])('%s of the wrong type: %#', async (path, kind, fields, words) => {
    expect(await post(path, '', { metadata: { name: 'odd' }, ...fields })).toMatchObject({
      code: 400,
      body: {
        message: `${kind} in version "v1" cannot be handled as a ${kind}: json: cannot unmarshal ${words}`,
      },
    })
  })

  test('that are null are left out', async () => {
    const { code, body } = await post(configMaps, '', { metadata: { name: 'odd' }, data: null })
    expect(code).toBe(201)
    expect(body).not.toHaveProperty('data')
  })
})

describe('what the API server checks and fills in of a built-in kind', () => {
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/bookinfo'
  const apps = '/apis/apps/v1/namespaces/bookinfo'
  const batch = '/apis/batch/v1/namespaces/bookinfo'
  const pod = { spec: { restartPolicy: 'Never', containers: [container] } }
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' }
  const webhook = {
    name: 'rev.validation.istio.io',
    clientConfig: { url: 'https://127.0.0.1:1/validate' },
    rules: [
      { operations: ['CREATE'], apiGroups: ['none.example'], apiVersions: ['*'], resources: ['*'] },
    ],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  }

  test.each([
    [`${batch}/jobs`, { spec: { template: pod } }, { spec: { backoffLimit: 6, parallelism: 1 } }],
    [
      `${batch}/cronjobs`,
      { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: pod } } } },
      { spec: { concurrencyPolicy: 'Allow', suspend: false } },
    ],
    [
      '/apis/networking.k8s.io/v1/namespaces/bookinfo/networkpolicies',
      { spec: { podSelector: {}, egress: [{}] } },
      { spec: { policyTypes: ['Ingress', 'Egress'] } },
    ],
    [
      '/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices',
      { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ port: 80 }] },
      { ports: [{ name: '', port: 80, protocol: 'TCP' }] },
    ],
    [
      `${rbac}/rolebindings`,
      { roleRef, subjects: [{ kind: 'User', name: 'zoe' }] },
      { subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'zoe' }] },
    ],
    [
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      { webhooks: [webhook] },
      { webhooks: [{ failurePolicy: 'Fail', timeoutSeconds: 10, rules: [{ scope: '*' }] }] },
    ],
    [
      '/apis/events.k8s.io/v1/namespaces/bookinfo/events',
      {
        eventTime: '2026-01-01T00:00:00.000000Z',
        reportingController: 'istio.io/testbed',
        reportingInstance: 'testbed',
        action: 'Move',
        reason: 'Moved',
        type: 'Normal',
        regarding: { kind: 'Pod', namespace: 'bookinfo', name: 'reviews' },
      },
      { reason: 'Moved' },
    ],
  ])('%s', async (path, fields, filled) => {
    const created = await server.client.create(path, { metadata: { name: 'filled' }, ...fields })
    expect(created).toMatchObject(filled)
  })

  test.each([
    [
      'pods that the selector does not find',
      `${apps}/deployments`,
      {
        spec: {
          selector: { matchLabels: { app: 'a' } },
          template: { metadata: { labels: { app: 'b' } }, spec: { containers: [container] } },
        },
      },
      ['spec.template.metadata.labels'],
    ],
    [
      'containers without images',
      `${namespace}/pods`,
      { spec: { containers: [{ name: 'a' }], initContainers: [{ name: 'b' }] } },
      ['spec.containers[0].image', 'spec.initContainers[0].image'],
    ],
    [
      'two containers of one name',
      `${namespace}/pods`,
      { spec: { containers: [container, container] } },
      ['spec.containers[1].name'],
    ],
    [
      'several ports without names',
      `${namespace}/services`,
      { spec: { ports: [{ port: 80 }, { port: 81 }] } },
      ['spec.ports[0].name', 'spec.ports[1].name'],
    ],
    [
      'a binding to what is no role',
      `${rbac}/rolebindings`,
      { roleRef: { ...roleRef, kind: 'Sailor' } },
      ['roleRef.kind'],
    ],
  ])('refuses %s', async (_, path, fields, wrong) => {
    const body = { metadata: { name: 'wrong' }, ...fields }
    const reply = await server.ask('POST', path, { body })
    expect(reply.code).toBe(422)
    const { details } = reply.body as { details: { causes: { field: string }[] } }
    expect(details.causes.map(({ field }) => field)).toEqual(wrong)
  })

  test('a binding keeps its role', async () => {
    await server.client.create(`${rbac}/rolebindings`, { metadata: { name: 'kept' }, roleRef })
    const reply = await server.ask('PATCH', `${rbac}/rolebindings/kept`, {
      contentType: 'application/merge-patch+json',
      body: { roleRef: { name: 'b' } },
    })
    expect(reply).toMatchObject({
      code: 422,
      body: { details: { causes: [{ field: 'roleRef' }] } },
    })
  })

  test('no more replicas are ready than there are', async () => {
    const path = `${apps}/deployments/reviews-v1/status`
    const reply = await server.ask('PATCH', path, {
      contentType: 'application/merge-patch+json',
      body: { status: { replicas: 1, readyReplicas: 2 } },
    })
    const cause = { field: 'status.readyReplicas' }
    expect(reply).toMatchObject({ code: 422, body: { details: { causes: [cause] } } })
  })
})

test.each([
  '/api/v1/namespaces/bookinfo/configmaps',
  '/api/v1/namespaces/bookinfo/events',
  '/api/v1/nodes',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/daemonsets',
  '/apis/batch/v1/jobs',
  '/apis/batch/v1/cronjobs',
  '/apis/apps/v1/replicasets',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/events.k8s.io/v1/events',
  '/apis/argoproj.io/v1alpha1/rollouts',
  '/apis/argoproj.io/v1alpha1/applications',
  '/apis/flagger.app/v1beta1/canaries',
  '/apis/gateway.networking.k8s.io/v1/referencegrants',
  '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
  '/apis/telemetry.istio.io/v1/telemetries',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  '/apis/gateway.networking.k8s.io/v1/gateways',
  '/apis/extensions.istio.io/v1alpha1/wasmplugins',
])('%s can be listed', async (path) => {
  expect(await server.ask('GET', path)).toMatchObject({
    code: 200,
    body: { items: expect.any(Array) },
  })
})
