import { describe, expect, test } from 'vitest'
import type { ConfigObject } from '../istio-config/config-object'
import { asRoute, facts, httpRoute, meta, reviews } from '../traffic-split/traffic-split.fixtures'
import { detectOwner } from './detect-owner'

const tracking = (text: string) => ({ 'argocd.argoproj.io/tracking-id': text })
const own = 'shop:networking.istio.io/VirtualService:default/reviews'
const owner = (apiVersion: string, kind: string, name: string) => [
  { apiVersion, kind, name, controller: true },
]

const ownerOf = (more: Partial<ConfigObject>, cluster = facts()) =>
  detectOwner(asRoute({ ...reviews, ...more }), cluster)

describe('who keeps a route', () => {
  test.each([
    ['Argo CD, by its tracking', { annotations: tracking(own) }, 'argo-cd', 'commit', 'certain'],
    [
      'Argo CD, by its label of its own',
      { labels: { 'argocd.argoproj.io/instance': 'shop' } },
      'argo-cd',
      'commit',
      'likely',
    ],
    [
      'Argo CD, by the common label and its field manager',
      {
        labels: { 'app.kubernetes.io/instance': 'shop' },
        managers: [{ manager: 'argocd-controller', operation: 'Apply', time: 1, spec: ['http'] }],
      },
      'argo-cd',
      'commit',
      'likely',
    ],
    [
      'Argo CD, by its field manager alone',
      { managers: [{ manager: 'argocd-controller', operation: 'Apply', time: 1, spec: ['http'] }] },
      'argo-cd',
      'commit',
      'likely',
    ],
    [
      'Flux, by its Kustomization',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'shop',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
      'flux-kustomization',
      'commit',
      'certain',
    ],
    [
      'Flux, by its HelmRelease',
      {
        labels: {
          'helm.toolkit.fluxcd.io/name': 'shop',
          'helm.toolkit.fluxcd.io/namespace': 'apps',
        },
      },
      'flux-helm-release',
      'commit',
      'certain',
    ],
    [
      'Helm',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'shop' },
      },
      'helm',
      'commit',
      'certain',
    ],
    [
      'Flagger',
      { owners: owner('flagger.app/v1beta1', 'Canary', 'reviews') },
      'flagger',
      'read-only',
      'certain',
    ],
    [
      'Flagger, of a route that it found there',
      { annotations: { 'flagger.kubernetes.app/original-configuration': '' } },
      'flagger',
      'read-only',
      'likely',
    ],
    [
      'another controller',
      { owners: owner('acme.io/v1', 'Shop', 'main') },
      'controller',
      'read-only',
      'certain',
    ],
    [
      'kubectl',
      { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '' } },
      'kubectl',
      'edit',
      'likely',
    ],
  ] as const)('%s', (_, more, kind, policy, evidence) => {
    expect(ownerOf(more)).toMatchObject({ kind, policy, evidence })
  })

  test.each([
    ['nobody', {}],
    [
      'nobody, where the tracking was copied from another object',
      { annotations: tracking('shop:networking.istio.io/VirtualService:default/ratings') },
    ],
    [
      'nobody, where the tracking is of another kind',
      { annotations: tracking('shop:apps/Deployment:default/reviews') },
    ],
    [
      'nobody by the common label alone: Helm sets it too',
      { labels: { 'app.kubernetes.io/instance': 'shop' } },
    ],
    [
      'nobody by a label of Helm without a release',
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
    ],
    [
      'nobody where Flux was told to leave it',
      {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
      },
    ],
    [
      'nobody where Argo CD has written no more than metadata',
      { managers: [{ manager: 'argocd-controller', operation: 'Update', time: 1, spec: [] }] },
    ],
    [
      'nobody by an owner that does not control',
      { owners: [{ ...owner('acme.io/v1', 'Shop', 'main')[0], controller: false }] },
    ],
  ])('%s', (_, more) => {
    // Rows are partial objects of different members.
    expect(ownerOf(more as Partial<ConfigObject>)).toBeNull()
  })

  test('Argo Rollouts leaves no mark: the Rollout names the route', () => {
    const rollout = {
      ...meta('reviews'),
      phase: 'Progressing',
      virtualServices: [{ namespace: 'default', name: 'reviews', routes: [] }],
      destinationRule: null,
      managedRoutes: [],
    }
    expect(ownerOf({}, facts({ rollouts: [rollout] }))).toMatchObject({
      kind: 'argo-rollouts',
      policy: 'read-only',
      object: { kind: 'Rollout', namespace: 'default', name: 'reviews' },
      detail: expect.stringContaining('it is Progressing'),
    })
  })

  test('what steers weights now comes before what keeps files', () => {
    const both = {
      annotations: tracking(own),
      owners: owner('flagger.app/v1beta1', 'Canary', 'reviews'),
    }
    expect(ownerOf(both)?.kind).toBe('flagger')
  })

  test('an HTTPRoute is tracked as one', () => {
    const annotations = tracking('shop:gateway.networking.k8s.io/HTTPRoute:default/reviews')
    const route = httpRoute('reviews', [], { annotations })
    expect(detectOwner({ kind: 'HTTPRoute', object: route }, facts())?.kind).toBe('argo-cd')
  })
})

describe('what Flux does with a change by hand', () => {
  const kustomization = { 'kustomize.toolkit.fluxcd.io/name': 'shop' }
  const release = { 'helm.toolkit.fluxcd.io/name': 'shop' }
  const ssa = (mode: string) => ({ 'kustomize.toolkit.fluxcd.io/ssa': mode })
  test.each([
    ['undone', kustomization, {}, /undoes a change/],
    // Lists of routes are one field to Kubernetes: merging keeps nobody’s weight.
    ['undone, also where it merges', kustomization, ssa('Merge'), /undoes a change/],
    ['left, once the object is there', kustomization, ssa('IfNotPresent'), /leaves this object/],
    ['left, where it ignores the object', kustomization, ssa('Ignore'), /leaves this object/],
    ['overwritten with the next release', release, {}, /where it looks for drift/],
    [
      'overwritten with the next release only, where it does not look for drift',
      release,
      { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' },
      /does not look for changes here/,
    ],
  ] as const)('%s', (_, labels, annotations, words) => {
    const found = ownerOf({ labels, annotations })
    expect(found?.detail).toMatch(words)
    expect(found?.object?.name).toBe('shop')
  })
})

describe('what steers weights is told with where it stands', () => {
  test('a canary with its phase', () => {
    const canary = { ...meta('reviews'), phase: 'Progressing', canaryWeight: 20 }
    const owners = owner('flagger.app/v1beta1', 'Canary', 'reviews')
    expect(ownerOf({ owners }, facts({ canaries: [canary] }))?.detail).toContain(
      'it is Progressing',
    )
  })

  test('a Rollout that the viewer may not read, without its name', () => {
    const rollout = {
      ...meta('secret'),
      phase: 'Secret',
      virtualServices: [{ namespace: 'default', name: 'reviews', routes: [] }],
      destinationRule: null,
      managedRoutes: [],
    }
    const shows = (_: string, kind?: string) => kind !== 'Rollout'
    const owner = ownerOf({}, facts({ rollouts: [rollout], shows }))
    expect(owner).toMatchObject({ policy: 'read-only', object: null })
    expect(owner?.title).toBe('A Rollout that you may not see')
    expect(JSON.stringify(owner).toLowerCase()).not.toContain('secret')
  })

  test('a Rollout of another namespace that names the route', () => {
    const rollout = {
      ...meta('reviews', { namespace: 'apps' }),
      phase: 'Paused',
      virtualServices: [{ namespace: 'default', name: 'reviews', routes: ['primary'] }],
      destinationRule: 'reviews',
      managedRoutes: [],
    }
    expect(ownerOf({}, facts({ rollouts: [rollout] }))?.object).toEqual({
      kind: 'Rollout',
      namespace: 'apps',
      name: 'reviews',
    })
  })
})

describe('what Argo CD does with a change by hand', () => {
  const application = (automated: { selfHeal: boolean } | null) => [
    { ...meta('shop', { namespace: 'argocd' }), automated },
  ]
  test.each([
    ['undone within seconds', application({ selfHeal: true }), /undoes a change/],
    ['overwritten with the next commit', application({ selfHeal: false }), /next commit/],
    ['overwritten with the next sync', application(null), /next sync/],
    ['possibly undone, where the application cannot be seen', [], /may undo/],
  ])('%s', (_, argoApplications, words) => {
    const found = ownerOf({ annotations: tracking(own) }, facts({ argoApplications }))
    expect(found?.detail).toMatch(words)
    expect(found?.object?.namespace ?? null).toBe(argoApplications.length > 0 ? 'argocd' : null)
  })

  test('an application of another namespace is named with it', () => {
    const elsewhere = tracking('team-a_shop:networking.istio.io/VirtualService:default/reviews')
    const argoApplications = [{ ...meta('shop', { namespace: 'team-a' }), automated: null }]
    expect(ownerOf({ annotations: elsewhere }, facts({ argoApplications }))?.object).toEqual({
      kind: 'Application',
      namespace: 'team-a',
      name: 'shop',
    })
  })
})
