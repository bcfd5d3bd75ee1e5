import { parse } from 'yaml'
import { z } from 'zod'
import type { ConfigMap } from '../../cluster/kubernetes-objects'

export type OutboundMode = 'ALLOW_ANY' | 'REGISTRY_ONLY'

/** The mesh-wide settings that the simulation obeys, with Istio's defaults filled in. */
export type MeshConfig = {
  rootNamespace: string
  trustDomain: string
  enableAutoMtls: boolean
  outboundMode: OutboundMode
  defaultServiceExportTo: readonly string[]
  defaultVirtualServiceExportTo: readonly string[]
  defaultDestinationRuleExportTo: readonly string[]
  clusterId: string
}

const exportTo = z.array(z.string()).default(['*'])

/** An absent block means ALLOW_ANY; a block without a mode is the first of Istio's enumeration. */
const outboundTrafficPolicy = z
  .object({ mode: z.enum(['ALLOW_ANY', 'REGISTRY_ONLY']).default('REGISTRY_ONLY') })
  .default({ mode: 'ALLOW_ANY' })

const meshYaml = z.object({
  rootNamespace: z.string().default('istio-system'),
  trustDomain: z.string().default('cluster.local'),
  enableAutoMtls: z.boolean().default(true),
  outboundTrafficPolicy,
  defaultServiceExportTo: exportTo,
  defaultVirtualServiceExportTo: exportTo,
  defaultDestinationRuleExportTo: exportTo,
})

/** Key `mesh` of ConfigMap `istio`; what it does not say is as Istio's own defaults. */
export function meshConfigOf(configMap: ConfigMap | undefined): MeshConfig {
  const { outboundTrafficPolicy: outbound, ...rest } = meshYaml.parse(
    parse(configMap?.data?.mesh ?? '') ?? {},
  )
  return { ...rest, outboundMode: outbound.mode, clusterId: 'Kubernetes' }
}

export const defaultMesh = meshConfigOf(undefined)
