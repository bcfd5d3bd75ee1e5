import { capturesAll } from './capture'
import {
  type ClientRule,
  defaultMeshConfig,
  type MeshConfig,
  type MtlsMesh,
  type MtlsService,
  type PeerAuthentication,
  type PodGroup,
  type PolicyFields,
  type SidecarScope,
  type TrafficPolicy,
} from './mesh'

/** Bookinfo's reviews, called by its productpage, as small as the rules allow. */
export const pods = (change: Partial<PodGroup> & { name: string }): PodGroup => ({
  namespace: 'default',
  labels: { app: change.name },
  proxy: 'sidecar',
  announcesMtls: (change.proxy ?? 'sidecar') === 'sidecar',
  hbone: false,
  revision: null,
  role: null,
  ports: [{ name: 'http', port: 9080 }],
  capture: capturesAll,
  pods: 1,
  ...change,
})

export const service = (change: Partial<MtlsService> & { name: string }): MtlsService => {
  const namespace = change.namespace ?? 'default'
  return {
    namespace,
    host: `${change.name}.${namespace}.svc.cluster.local`,
    selector: { app: change.name },
    ports: [{ port: 9080, name: 'http', targetPort: 9080, protocol: 'http' }],
    headless: false,
    external: false,
    entry: null,
    addresses: ['10.96.0.10'],
    exportTo: [],
    ...change,
  }
}

export const peerAuthentication = (
  change: Partial<PeerAuthentication> = {},
): PeerAuthentication => ({
  namespace: 'default',
  name: 'default',
  createdAt: 1_000,
  changedAt: 1_000,
  selector: {},
  mode: 'STRICT',
  ports: [],
  ...change,
})

export const policy = (
  change: Partial<PolicyFields> & { ports?: (Partial<PolicyFields> & { port: number })[] },
): TrafficPolicy => ({
  tls: null,
  passthrough: false,
  ...change,
  ports: (change.ports ?? []).map((entry) => ({ tls: null, passthrough: false, ...entry })),
})

export const destinationRule = (change: Partial<ClientRule> = {}): ClientRule => ({
  namespace: 'default',
  name: 'reviews',
  createdAt: 1_000,
  host: 'reviews',
  exportTo: [],
  workloadSelector: null,
  policy: null,
  subsets: [],
  ...change,
})

export const sidecarScope = (change: Partial<SidecarScope> = {}): SidecarScope => ({
  namespace: 'default',
  name: 'default',
  createdAt: 1_000,
  selector: {},
  egress: [],
  outboundTrafficPolicy: null,
  ...change,
})

export const config = (change: Partial<MeshConfig> = {}): MeshConfig => ({
  ...defaultMeshConfig,
  ...change,
})

export const productpage = pods({ name: 'productpage' })
export const reviews = pods({ name: 'reviews' })
export const reviewsService = service({ name: 'reviews' })

export const mesh = (change: Partial<MtlsMesh> = {}): MtlsMesh => ({
  configs: { default: defaultMeshConfig },
  peerAuthentications: [],
  destinationRules: [],
  sidecars: [],
  services: [reviewsService],
  pods: [productpage, reviews],
  gateways: [],
  ...change,
})
