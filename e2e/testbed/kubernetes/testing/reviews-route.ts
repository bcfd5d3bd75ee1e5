import type { KubernetesObject } from '../object'

export const namespacePath = '/apis/networking.istio.io/v1/namespaces/bookinfo'
export const virtualServicesPath = `${namespacePath}/virtualservices`
export const reviewsPath = `${virtualServicesPath}/reviews`

export type Weight = number | string | boolean

export const reviewsSpec = (v1: Weight, v2: Weight, extra: Record<string, unknown> = {}) => ({
  hosts: ['reviews'],
  http: [
    {
      route: [
        { destination: { host: 'reviews', subset: 'v1' }, weight: v1, ...extra },
        { destination: { host: 'reviews', subset: 'v2' }, weight: v2 },
      ],
    },
  ],
})

/** Bookinfo's split between two versions of reviews, as the tests of this folder write it. */
export const reviewsRoute = (
  v1: Weight,
  v2: Weight,
  metadata: Partial<KubernetesObject['metadata']> = {},
): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'bookinfo', ...metadata },
  spec: reviewsSpec(v1, v2),
})

export const bookinfoNamespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'bookinfo', labels: { 'istio-injection': 'enabled' } },
}
