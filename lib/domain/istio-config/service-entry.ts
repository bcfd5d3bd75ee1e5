import type { ConfigObject } from './config-object'

/** https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export type ServiceEntry = ConfigObject & {
  hosts: readonly string[]
  addresses: readonly string[]
  /** As written; none means what the mesh has as its default. */
  exportTo: readonly string[]
  location: 'MESH_EXTERNAL' | 'MESH_INTERNAL'
  resolution: string
  ports: readonly { port: number; name: string; protocol: string; targetPort: number }[]
  /** Labels of the pods that answer; empty where the entry names others, or whatever its hosts resolve to. */
  workloadSelector: Readonly<Record<string, string>>
}
