import 'server-only'
import type { Warning } from '../../api/envelope'
import type { MtlsFacts } from '../../domain/mtls/surroundings'
import type { ConfigMap } from '../../kubernetes/config-map'

/**
 * Control planes whose mesh config is not what it is taken for: half installed, or written in a way
 * that cannot be read. What depends on it (automatic mutual TLS, the root namespace, what happens to
 * strangers) is then a guess, and is told as one.
 */
export function configWarnings(
  { configs, pods, unread }: Pick<MtlsFacts, 'configs' | 'pods' | 'unread'>,
  configMaps: readonly ConfigMap[],
): Warning[] {
  // Then they are told to be unread, all of them.
  if (unread.has('configMaps')) return []
  const found = Object.keys(configs)
  const taken = found.includes('default')
    ? 'That of the default revision is'
    : 'Istio’s defaults are'
  const inMesh = pods.filter(({ proxy }) => proxy !== 'none')
  // ztunnel, and a sidecar that was injected by hand, do not say whom they obey.
  const unnamed = found.length === 0 && inMesh.length > 0 ? ['default'] : []
  const obeyed = new Set([...inMesh.flatMap(({ revision }) => revision ?? []), ...unnamed])
  const missing = [...obeyed].filter((revision) => !found.includes(revision)).sort()
  const broken = configMaps.filter(({ mesh }) => mesh === 'unreadable').length
  return [
    ...(broken > 0
      ? [
          {
            code: 'mesh-config-unreadable',
            title: `${broken === 1 ? 'A mesh config' : `${broken} mesh configs`} could not be read`,
            detail: 'Istio keeps to what it last understood, which nobody can tell from here.',
          },
        ]
      : []),
    ...(missing.length > 0
      ? [
          {
            code: 'mesh-config-missing',
            title: `No mesh config was found for revision ${missing.join(', ')}`,
            detail: `${taken} taken for it. Is its istiod installed?`,
          },
        ]
      : []),
  ]
}
