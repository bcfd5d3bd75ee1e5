import { hasLabels } from '../../cluster/kubernetes-objects'
import type { MtlsMode, PeerAuthentication, PolicyMode } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'

const selectorOf = ({ spec }: PeerAuthentication) => spec?.selector?.matchLabels ?? {}
const isScopeWide = (policy: PeerAuthentication) => Object.keys(selectorOf(policy)).length === 0

const modeOr = (mode: PolicyMode | undefined, inherited: MtlsMode): MtlsMode =>
  mode === undefined || mode === 'UNSET' ? inherited : mode

/** Mesh, then namespace: the oldest policy without a selector of each. */
export function namespaceMode(world: World, namespace: string): MtlsMode {
  const oldest = (where: string) =>
    world.peerAuthentications.find(
      (policy) => policy.metadata.namespace === where && isScopeWide(policy),
    )
  const meshMode = modeOr(oldest(world.mesh.rootNamespace)?.spec?.mtls?.mode, 'PERMISSIVE')
  return modeOr(oldest(namespace)?.spec?.mtls?.mode, meshMode)
}

/**
 * What a pod's proxy asks of its callers on a port of the pod (not of the Service). Of each level
 * only the oldest policy counts; one with a selector in the root namespace counts nowhere.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function effectiveMode(world: World, pod: MeshPod, targetPort: number): MtlsMode {
  const inherited = namespaceMode(world, pod.namespace)
  if (pod.namespace === world.mesh.rootNamespace) return inherited
  const own = world.peerAuthentications.find(
    (policy) =>
      policy.metadata.namespace === pod.namespace &&
      !isScopeWide(policy) &&
      hasLabels(pod.labels, selectorOf(policy)),
  )
  const workloadMode = modeOr(own?.spec?.mtls?.mode, inherited)
  return modeOr(own?.spec?.portLevelMtls?.[String(targetPort)]?.mode, workloadMode)
}
