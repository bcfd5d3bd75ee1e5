import 'server-only'
import { type Topic, topics } from '../../api/stream'
import type { KindName } from '../../kubernetes/kinds'

/** `now`: a person changed it and looks for it. `nextTick`: it changes by itself, and often. */
export type Haste = 'now' | 'nextTick'
export type Concern = { topics: readonly Topic[]; haste: Haste }

const now = (...touched: Topic[]): Concern => ({ topics: touched, haste: 'now' })
const nextTick = (...touched: Topic[]): Concern => ({ topics: touched, haste: 'nextTick' })

/** What a change of a kind touches. A kind that is not named here touches everything. */
const concerns: Partial<Record<KindName, Concern>> = {
  pods: nextTick('graph', 'splits', 'mtls'),
  deployments: nextTick('graph', 'splits', 'mtls'),
  services: now('graph', 'splits', 'mtls'),
  virtualServices: now('graph', 'splits', 'config'),
  destinationRules: now('graph', 'splits', 'mtls', 'config'),
  httpRoutes: now('graph', 'splits', 'config'),
  grpcRoutes: now('graph', 'splits', 'config'),
  istioGateways: now('splits', 'mtls', 'config'),
  kubernetesGateways: now('graph', 'splits', 'config'),
  referenceGrants: now('splits', 'config'),
  rollouts: nextTick('splits'),
  canaries: nextTick('splits'),
  argoApplications: nextTick('splits'),
  validatingWebhooks: now('splits', 'mtls'),
  peerAuthentications: now('graph', 'mtls', 'config'),
  authorizationPolicies: now('mtls', 'config'),
  sidecars: now('splits', 'mtls', 'config'),
  // Leader elections are written into them every few seconds.
  configMaps: nextTick('mtls'),
  jobs: nextTick('mtls'),
  cronJobs: nextTick('mtls'),
  networkPolicies: now('mtls'),
}

const everything: Concern = { topics, haste: 'now' }

export const concernOf = (kind: KindName): Concern => concerns[kind] ?? everything
