import type { Split, SplitDestination, SplitRoute } from './split'

export const destination = (
  subset: string,
  weight: number | null,
  more: Partial<SplitDestination> = {},
): SplitDestination => {
  const share = (weight ?? 0) / 100
  return {
    host: 'reviews',
    subset,
    port: null,
    weight,
    share,
    readyPods: 2,
    workloads: [{ namespace: 'default', name: `reviews-${subset}` }],
    observed: {
      requestsPerSecond: 41.5 * share,
      share: share - 0.006,
      shareInterval: [share - 0.018, share + 0.012],
      errorRatio: 0,
      p95Ms: 41,
    },
    outside: null,
    ...more,
  }
}

export const route = (
  destinations: SplitDestination[],
  more: Partial<SplitRoute> = {},
): SplitRoute => ({
  route: '/spec/http/0',
  protocol: 'http',
  name: null,
  match: 'every request to reviews',
  destinations,
  observed: {
    kind: 'observed',
    counted: 'requests',
    perSecond: 41.5,
    count: 2491,
    enough: true,
    lost: null,
  },
  ...more,
})

export const split = (more: Partial<Split> = {}): Split => ({
  id: 'default/VirtualService/reviews',
  namespace: 'default',
  kind: 'VirtualService',
  name: 'reviews',
  hosts: ['reviews'],
  gateways: ['mesh'],
  roots: [],
  delegates: [],
  owner: null,
  editable: { allowed: true, reason: null },
  findings: [],
  changedBack: null,
  uid: '5b0f',
  generation: 3,
  routes: [route([destination('v1', 80), destination('v2', 20)])],
  services: [],
  ...more,
})
