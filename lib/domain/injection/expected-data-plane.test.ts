import { describe, expect, test } from 'vitest'
import { expectedDataPlane, type InjectionFacts } from './expected-data-plane'

type Labels = Record<string, string>

const expected = (
  namespace: Labels,
  pod: Labels = {},
  more: Partial<InjectionFacts> & {
    hostNetwork?: boolean
    annotation?: string
    name?: string
  } = {},
) =>
  expectedDataPlane({
    namespace: { name: more.name ?? 'shop', labels: namespace },
    pod: {
      labels: pod,
      injectAnnotation: more.annotation ?? null,
      hostNetwork: more.hostNetwork ?? false,
    },
    revisions: more.revisions ?? null,
    byDefault: more.byDefault ?? false,
  })

const enabled = { 'istio-injection': 'enabled' }
const rev = (revision: string) => ({ 'istio.io/rev': revision })
const inject = (word: string) => ({ 'sidecar.istio.io/inject': word })

/** The rows of the sidecar decision table. */
describe('a sidecar', () => {
  test.each<[string, Labels, Labels, string | null]>([
    ['2 the namespace says enabled', enabled, {}, 'default'],
    ['2 and beats its revision', { ...enabled, ...rev('canary') }, {}, 'default'],
    ['3 the pod says no', enabled, inject('false'), null],
    [
      '4 the namespace says disabled, even when the pod says yes',
      { 'istio-injection': 'disabled' },
      inject('true'),
      null,
    ],
    ['4 any other word', { 'istio-injection': 'on' }, {}, null],
    ['5 the namespace’s revision, whatever the pod’s', rev('a'), rev('b'), 'a'],
    ['6 a revision, but the pod says no', rev('a'), inject('false'), null],
    ['7 the pod’s revision', {}, rev('b'), 'b'],
    ['8 the pod says yes', {}, inject('true'), 'default'],
    ['9 nobody says anything', {}, {}, null],
    ['10 the pod says no', {}, inject('false'), null],
    ['a word that is neither true nor false says nothing', enabled, inject('perhaps'), 'default'],
  ])('%s', (_, namespace, pod, revision) => {
    expect(expected(namespace, pod)).toMatchObject({
      mode: revision === null ? 'none' : 'sidecar',
      revision,
    })
  })

  test('1 is never for pods on the host’s network, nor in the cluster’s own namespaces', () => {
    expect(expected(enabled, inject('true'), { hostNetwork: true }).mode).toBe('none')
    expect(expected(enabled, {}, { name: 'kube-system' }).mode).toBe('none')
  })

  test('5 is not there when the revision is not, and nobody says so', () => {
    expect(expected(rev('gone'), {}, { revisions: new Set(['default']) })).toMatchObject({
      mode: 'none',
      because: 'there is no revision or tag gone',
    })
  })

  test('9 comes by default where the control plane says so', () => {
    expect(expected({}, {}, { byDefault: true }).mode).toBe('sidecar')
  })

  test('is vetoed by the annotation, unless the label says otherwise; it never opts in', () => {
    expect(expected(enabled, {}, { annotation: 'false' }).mode).toBe('none')
    expect(expected(enabled, inject('true'), { annotation: 'false' }).mode).toBe('sidecar')
    expect(expected({}, {}, { annotation: 'true' }).mode).toBe('none')
  })
})

const ambient = { 'istio.io/dataplane-mode': 'ambient' }

describe('ambient', () => {
  test.each<[string, Labels, Labels, string]>([
    ['by the namespace', ambient, {}, 'ambient'],
    ['by the pod', {}, ambient, 'ambient'],
    ['not when the pod says none', ambient, { 'istio.io/dataplane-mode': 'none' }, 'none'],
    ['not where a sidecar is injected', { ...ambient, ...enabled }, {}, 'sidecar'],
  ])('%s', (_, namespace, pod, mode) => {
    expect(expected(namespace, pod).mode).toBe(mode)
  })

  test('is never for pods on the host’s network', () => {
    expect(expected(ambient, {}, { hostNetwork: true }).mode).toBe('none')
  })
})
