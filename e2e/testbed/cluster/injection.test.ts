import { describe, expect, test } from 'vitest'
import { inject, injectingRevision, isEnrolledInAmbient, redirected } from './injection'

describe('which new pods get a proxy', () => {
  test.each([
    [
      'host network',
      { hostNetwork: true, namespaceLabels: { 'istio-injection': 'enabled' } },
      null,
    ],
    [
      'kube-system',
      { namespace: 'kube-system', podLabels: { 'sidecar.istio.io/inject': 'true' } },
      null,
    ],
    ['enabled namespace', { namespaceLabels: { 'istio-injection': 'enabled' } }, 'default'],
    [
      'enabled namespace beats a revision label',
      { namespaceLabels: { 'istio-injection': 'enabled', 'istio.io/rev': 'canary' } },
      'default',
    ],
    [
      'a pod opts out of an enabled namespace',
      {
        namespaceLabels: { 'istio-injection': 'enabled' },
        podLabels: { 'sidecar.istio.io/inject': 'false' },
      },
      null,
    ],
    [
      'no pod opts in to a disabled namespace',
      {
        namespaceLabels: { 'istio-injection': 'disabled' },
        podLabels: { 'sidecar.istio.io/inject': 'true' },
      },
      null,
    ],
    ['revision that exists', { namespaceLabels: { 'istio.io/rev': 'default' } }, 'default'],
    ['revision that does not exist', { namespaceLabels: { 'istio.io/rev': 'canary' } }, null],
    [
      'a pod opts out of its namespace’s revision',
      {
        namespaceLabels: { 'istio.io/rev': 'default' },
        podLabels: { 'sidecar.istio.io/inject': 'false' },
      },
      null,
    ],
    ['revision asked by the pod', { podLabels: { 'istio.io/rev': 'default' } }, 'default'],
    ['opt-in by the pod', { podLabels: { 'sidecar.istio.io/inject': 'true' } }, 'default'],
    ['nobody asks', {}, null],
    [
      'an annotation cannot opt in where no webhook looks',
      { podAnnotations: { 'sidecar.istio.io/inject': 'true' } },
      null,
    ],
    [
      'an annotation can veto',
      {
        namespaceLabels: { 'istio-injection': 'enabled' },
        podAnnotations: { 'sidecar.istio.io/inject': 'false' },
      },
      null,
    ],
  ])('%s', (_, given, revision) => {
    const pod = { namespace: 'shop', namespaceLabels: {}, podLabels: {}, ...given }
    expect(injectingRevision(pod)).toBe(revision)
  })
})

describe('what injection changes', () => {
  const template = {
    metadata: { labels: { app: 'reviews', version: 'v2' } },
    spec: { containers: [{ name: 'reviews', ports: [{ containerPort: 9080 }] }] },
  }

  test('adds the proxy, its status and the canonical labels', () => {
    const injected = inject(template, 'reviews-v2', 'default')
    expect(injected.spec.containers.map(({ name }) => name)).toEqual(['reviews', 'istio-proxy'])
    expect(injected.metadata?.labels).toEqual({
      app: 'reviews',
      version: 'v2',
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': 'reviews',
      'service.istio.io/canonical-revision': 'v2',
    })
    const status = injected.metadata?.annotations?.['sidecar.istio.io/status'] ?? ''
    expect(JSON.parse(status)).toMatchObject({ containers: ['istio-proxy'], revision: 'default' })
  })

  test('turns the only container of a gateway into the proxy', () => {
    const gateway = { spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } }
    const { spec } = inject(gateway, 'istio-ingressgateway', 'default')
    expect(spec.containers).toHaveLength(1)
    expect(spec.containers[0]?.image).toContain('proxyv2')
  })

  test('does not offer mutual TLS in a gateway’s name', () => {
    const annotations = { 'inject.istio.io/templates': 'gateway' }
    const gateway = { metadata: { annotations }, spec: { containers: [{ name: 'istio-proxy' }] } }
    const { metadata } = inject(gateway, 'istio-ingressgateway', 'default')
    expect(metadata?.labels).not.toHaveProperty(['security.istio.io/tlsMode'])
  })
})

describe('which new pods ztunnel carries', () => {
  const ambient = { 'istio.io/dataplane-mode': 'ambient' }

  test.each([
    ['an enrolled namespace', { namespaceLabels: ambient }, true],
    ['a pod that enrols itself', { podLabels: ambient }, true],
    [
      'a pod that opts out',
      { namespaceLabels: ambient, podLabels: { 'istio.io/dataplane-mode': 'none' } },
      false,
    ],
    ['the host’s network', { namespaceLabels: ambient, hostNetwork: true }, false],
    ['nobody asks', {}, false],
  ])('%s', (_, given, expected) => {
    const pod = { namespace: 'calm', namespaceLabels: {}, podLabels: {}, ...given }
    expect(isEnrolledInAmbient(pod)).toBe(expected)
  })

  test('the node’s agent writes on the pod that it has redirected it', () => {
    const annotations = { owner: 'harbour' }
    const { metadata } = redirected({ metadata: { annotations }, spec: { containers: [] } })
    expect(metadata?.annotations).toEqual({
      owner: 'harbour',
      'ambient.istio.io/redirection': 'enabled',
    })
  })
})
