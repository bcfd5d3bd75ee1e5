import { z } from 'zod'
import { reply } from './envelope'
import { epochMs, mtlsMode } from './mtls'
import { flag } from './search'

export const meshSearch = z.object({
  expiry: flag(true, 'The root certificate’s expiry, which Prometheus is asked for'),
})
export type MeshSearch = z.infer<typeof meshSearch>

/** What holds in the whole mesh, by control plane revision. */
const revision = z.object({
  revision: z.string().describe('`default` for the unnamed one'),
  enableAutoMtls: z.boolean(),
  trustDomain: z.string(),
  minimumTlsVersion: z.string(),
  outboundTrafficPolicy: z.enum(['ALLOW_ANY', 'REGISTRY_ONLY']),
  source: z.enum(['configured', 'defaults']).describe('`defaults`: its ConfigMap was not read'),
})

export const meshReply = reply(
  z.object({
    mode: mtlsMode.nullable().describe('null: the policies may not be read'),
    policy: z.string().nullable().describe('The mesh policy; null where none says a mode'),
    revisions: z.array(revision),
    rootCertificateExpiresAt: epochMs
      .nullable()
      .describe('From istiod’s metrics, epoch milliseconds; null: not scraped'),
  }),
)
export type MeshReply = z.infer<typeof meshReply>
