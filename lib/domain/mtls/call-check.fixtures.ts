import { type Call, checkCall } from './call-check'
import type { MtlsMesh, PodGroup, TlsMode } from './mesh'
import {
  config,
  destinationRule,
  mesh,
  peerAuthentication,
  pods,
  policy,
  productpage,
  reviewsService,
  service,
} from './mesh.fixtures'
import { mtlsRules } from './rules'
import type { MtlsMode } from './words'

export type Row = {
  client?: PodGroup | null
  server?: Partial<PodGroup>
  mode?: MtlsMode | null
  rule?: TlsMode
  mesh?: Partial<MtlsMesh>
  call?: Partial<Call>
}

export function resultOf({
  client = productpage,
  server,
  mode = null,
  rule,
  mesh: more,
  call,
}: Row) {
  const rules = mtlsRules(
    mesh({
      pods: [...(client ? [client] : []), pods({ name: 'reviews', ...server })],
      peerAuthentications: mode ? [peerAuthentication({ mode })] : [],
      destinationRules: rule ? [destinationRule({ policy: policy({ tls: rule }) })] : [],
      ...more,
    }),
  )
  return checkCall(rules, {
    client,
    service: more?.services?.[0] ?? reviewsService,
    port: 9080,
    subset: null,
    direct: false,
    ...call,
  }).result
}

export const none = pods({ name: 'legacy', proxy: 'none' })
export const ambient = pods({ name: 'productpage', proxy: 'ztunnel' })
export const ambientServer = { proxy: 'ztunnel', announcesMtls: false } as const
export const bare = { proxy: 'none', announcesMtls: false } as const
/** What a gateway says of itself, and the Gateways that open its port. */
export const gateway = { role: 'gateway', announcesMtls: false } as const
export const opened = (port: number, tlsMode: string | null, selector = { app: 'reviews' }) => ({
  gateways: [{ selector, servers: [{ port, protocol: 'HTTP', hosts: ['*'], tlsMode }] }],
})
export const tcp = {
  services: [
    service({
      name: 'reviews',
      ports: [{ port: 9080, name: 'tcp', targetPort: 9080, protocol: 'tcp' as const }],
    }),
  ],
}
export const auto = {
  services: [
    service({
      name: 'reviews',
      ports: [{ port: 9080, name: null, targetPort: 9080, protocol: 'auto' as const }],
    }),
  ],
}
export const noAuto = { configs: { default: config({ enableAutoMtls: false }) } }
export const workloadPolicy = (mode: MtlsMode) =>
  peerAuthentication({ name: 'reviews', selector: { app: 'reviews' }, mode })
export const portPolicy = (mode: MtlsMode) =>
  peerAuthentication({
    name: 'reviews',
    selector: { app: 'reviews' },
    ports: [{ port: 9080, mode }],
  })

/** The rows of the conflict table, and others that follow from the same rules. */
