import type { MtlsMesh, PodGroup } from './mesh'
import { mesh, pods } from './mesh.fixtures'
import { mtlsRules } from './rules'
import type { KnownPods, MtlsFacts } from './surroundings'

/** Pods with nothing special told of them. */
export const knownPods = (change: Partial<KnownPods> & { name: string }): KnownPods => {
  const group: PodGroup = pods(change)
  return {
    hostNetwork: false,
    mentions: { hosts: [], configMaps: [] },
    expected: group.proxy === 'sidecar' ? 'sidecar' : 'none',
    probedDirectly: false,
    scrapedAt: null,
    ...change,
    ...group,
  }
}

export const facts = (
  change: Partial<Omit<MtlsFacts, keyof MtlsMesh>> &
    Partial<Omit<MtlsMesh, 'pods'>> & { pods?: readonly KnownPods[] } = {},
): MtlsFacts => ({
  namespaces: [{ name: 'default', labels: {} }],
  idleCallers: [],
  configMapHosts: new Map(),
  ingressPolicies: [],
  identityPolicies: [],
  exposedServices: new Map(),
  unread: new Set(),
  ...mesh(change),
  ...change,
  pods: change.pods ?? [knownPods({ name: 'productpage' }), knownPods({ name: 'reviews' })],
})

export const rulesOf = (of: MtlsFacts) => mtlsRules(of)
