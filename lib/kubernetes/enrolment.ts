import 'server-only'
import type { DataPlaneMode } from '../domain/workload'
import type { Pod } from './pod'

type Labels = Readonly<Record<string, string>>

/** What serves a pod now, as its own annotations and containers tell. */
export function actualDataPlaneMode({ annotations, containers }: Pod): DataPlaneMode {
  // A sidecar wins over ztunnel: such pods are not redirected.
  if (annotations.injected || containers.includes('istio-proxy')) return 'sidecar'
  // `pending` is on its way into the mesh, but no ztunnel has taken it yet.
  return annotations.ambientRedirection === 'enabled' ? 'ambient' : 'none'
}

/**
 * What a new pod would get, by the labels of its namespace and of itself. Which revision's webhook
 * is there to inject it is not asked.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function expectedDataPlaneMode(namespace: Labels, pod: Labels): DataPlaneMode {
  if (wouldBeInjected(namespace, pod)) return 'sidecar'
  const ambient = pod['istio.io/dataplane-mode'] ?? namespace['istio.io/dataplane-mode']
  return ambient === 'ambient' ? 'ambient' : 'none'
}

function wouldBeInjected(namespace: Labels, pod: Labels): boolean {
  const inject = pod['sidecar.istio.io/inject']
  const injection = namespace['istio-injection']
  if (inject === 'false') return false
  if (injection !== undefined) return injection === 'enabled'
  if (namespace['istio.io/rev'] !== undefined || pod['istio.io/rev'] !== undefined) return true
  return inject === 'true'
}

/** A namespace whose pods belong to the mesh unless they say otherwise. */
export const isMeshNamespace = (namespace: Labels) =>
  expectedDataPlaneMode(namespace, {}) !== 'none'
