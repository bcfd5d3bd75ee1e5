import 'server-only'
import { defaultMeshConfig, type MeshConfig } from '../domain/mtls/mesh'
import type { ConfigMap } from './config-map'
import type { WrittenMeshConfig } from './mesh-config'
import type { Service } from './service'

/** By revision; empty where none was found. */
export function toMeshConfigs(
  configMaps: readonly ConfigMap[],
  services: readonly Service[],
): Record<string, MeshConfig> {
  const found = configMaps.flatMap((one) =>
    one.mesh !== null && one.mesh !== 'unreadable' ? [{ ...one, mesh: one.mesh }] : [],
  )
  const planes = new Set(
    services.filter(({ labels }) => labels.app === 'istiod').map(({ namespace }) => namespace),
  )
  const ofPlanes = planes.size > 0 ? found.filter(({ namespace }) => planes.has(namespace)) : found
  const user = ofPlanes.find(({ name }) => name === 'istio-user')?.mesh ?? null
  return Object.fromEntries(
    ofPlanes
      .filter(({ name }) => name !== 'istio-user')
      .map((one) => [revisionOf(one), effectiveConfig(user, one)]),
  )
}

/** `istio` is of the unnamed revision, `istio-canary` of the revision canary. */
const revisionOf = ({ name, revision }: ConfigMap) =>
  revision ?? (name === 'istio' ? 'default' : name.slice('istio-'.length))

/** The chart's words go over the user's own, and both over the defaults. */
function effectiveConfig(
  user: WrittenMeshConfig | null,
  { mesh }: { mesh: WrittenMeshConfig },
): MeshConfig {
  const word = <Value>(read: (config: WrittenMeshConfig) => Value | null | undefined) =>
    read(mesh) ?? (user ? read(user) : undefined)
  return {
    // Kubernetes' DNS domain is an argument of istiod, and in no config.
    domain: defaultMeshConfig.domain,
    rootNamespace: word((one) => one.rootNamespace) ?? defaultMeshConfig.rootNamespace,
    trustDomain: word((one) => one.trustDomain) ?? defaultMeshConfig.trustDomain,
    enableAutoMtls: word((one) => one.enableAutoMtls) ?? defaultMeshConfig.enableAutoMtls,
    outboundTrafficPolicy:
      word((one) => one.outboundTrafficPolicy) ?? defaultMeshConfig.outboundTrafficPolicy,
    minimumTlsVersion:
      word((one) => one.meshMTLS?.minProtocolVersion) ?? defaultMeshConfig.minimumTlsVersion,
    defaultServiceExportTo:
      word((one) => one.defaultServiceExportTo) ?? defaultMeshConfig.defaultServiceExportTo,
    defaultDestinationRuleExportTo:
      word((one) => one.defaultDestinationRuleExportTo) ??
      defaultMeshConfig.defaultDestinationRuleExportTo,
    defaultVirtualServiceExportTo:
      word((one) => one.defaultVirtualServiceExportTo) ??
      defaultMeshConfig.defaultVirtualServiceExportTo,
  }
}
