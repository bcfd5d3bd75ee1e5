import type { ConfigObject } from './config-object'

/** https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export type ServiceEntry = ConfigObject & {
  hosts: readonly string[]
  addresses: readonly string[]
  /** As written; none means what the mesh has as its default. */
  exportTo: readonly string[]
  location: 'MESH_EXTERNAL' | 'MESH_INTERNAL'
  resolution: string
}
