import { hasLabels } from '../../cluster/kubernetes-objects'
import { groupBy } from '../group-by'
import type { MtlsMode, PeerAuthentication, PolicyMode } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'

const selectorOf = ({ spec }: PeerAuthentication) => spec?.selector?.matchLabels ?? {}
const isScopeWide = (policy: PeerAuthentication) => Object.keys(selectorOf(policy)).length === 0

const policiesByNamespace = oncePerWorld(({ peerAuthentications }) =>
  groupBy(peerAuthentications, ({ metadata }) => metadata.namespace ?? 'default'),
)

const isSet = (mode: PolicyMode | undefined): mode is MtlsMode =>
  mode !== undefined && mode !== 'UNSET'

/** Mesh, then namespace: the oldest policy without a selector of each. */
export function namespaceMode(world: World, namespace: string): MtlsMode {
  const modeOf = (where: string) =>
    policiesByNamespace(world).get(where)?.find(isScopeWide)?.spec?.mtls?.mode
  const [own, mesh] = [modeOf(namespace), modeOf(world.mesh.rootNamespace)]
  if (isSet(own)) return own
  return isSet(mesh) ? mesh : 'PERMISSIVE'
}

/** The oldest that selects the pod; one with a selector in the root namespace counts nowhere. */
function workloadPolicy(world: World, { namespace, labels }: MeshPod) {
  if (namespace === world.mesh.rootNamespace) return undefined
  return policiesByNamespace(world)
    .get(namespace)
    ?.find((policy) => !isScopeWide(policy) && hasLabels(labels, selectorOf(policy)))
}

/**
 * What a pod's proxy asks of its callers on a port of the pod (not of the Service). Of each level
 * only the oldest policy counts.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function effectiveMode(world: World, pod: MeshPod, targetPort: number): MtlsMode {
  const inherited = namespaceMode(world, pod.namespace)
  const own = workloadPolicy(world, pod)?.spec
  const workloadMode = isSet(own?.mtls?.mode) ? own.mtls.mode : inherited
  const portMode = own?.portLevelMtls?.[String(targetPort)]?.mode
  if (!isSet(portMode)) return workloadMode
  // Ztunnel is not told of a port's DISABLE where the workload itself only inherits STRICT.
  const isOverlooked = pod.isAmbient && portMode === 'DISABLE' && !isSet(own?.mtls?.mode)
  return isOverlooked && inherited === 'STRICT' ? 'STRICT' : portMode
}
