import type { MeshReply } from '@/lib/api/mesh'
import type { MtlsNamespaceReply, MtlsReply } from '@/lib/api/mtls'

export type MeshMtls = MeshReply['data']
export type NamespaceRow = MtlsReply['data'][number]
export type NamespaceDepth = MtlsNamespaceReply['data']
export type WorkloadMtls = NamespaceDepth['workloads'][number]
export type PolicyStep = WorkloadMtls['chain'][number]
export type Observed = NamespaceRow['observed']
