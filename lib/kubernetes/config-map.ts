import 'server-only'
import { z } from 'zod'
import { mentionsIn } from './mentions'
import { parseMeshConfig, type WrittenMeshConfig } from './mesh-config'
import { objectMeta, stringMap } from './object-meta'

/** `istio`, `istio-<revision>` and the user's own `istio-user`. */
const isMeshConfig = (name: string) => name === 'istio' || name.startsWith('istio-')

/**
 * Of all ConfigMaps only what is asked of them: the mesh config, and words that could be hosts. No
 * other value is kept.
 */
export const configMap = z
  .object({ metadata: objectMeta, data: stringMap })
  .transform(({ metadata: { namespace, name, labels }, data }) => {
    const text = isMeshConfig(name) ? data.mesh : undefined
    const mesh: WrittenMeshConfig | 'unreadable' | null =
      text === undefined ? null : (parseMeshConfig(text) ?? 'unreadable')
    return {
      namespace,
      name,
      revision: labels['istio.io/rev'] ?? null,
      mesh,
      // Every namespace has Istio's root certificate.
      hosts: name === 'istio-ca-root-cert' ? [] : mentionsIn(Object.values(data)),
    }
  })
export type ConfigMap = z.output<typeof configMap>
