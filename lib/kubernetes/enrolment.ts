import 'server-only'
import { expectedDataPlane } from '../domain/injection/expected-data-plane'
import type { DataPlaneMode } from '../domain/workload'
import type { Pod } from './pod'

type Labels = Readonly<Record<string, string>>

/** What serves a pod now, as its own annotations and containers tell. */
export function actualDataPlaneMode({ annotations, containers, labels }: Pod): DataPlaneMode {
  // A sidecar wins over ztunnel: such pods are not redirected.
  if (annotations.injected) return 'sidecar'
  // ztunnel's own container has that name as well, and is no sidecar.
  if (containers.includes('istio-proxy') && labels.app !== 'ztunnel') return 'sidecar'
  // `pending` is on its way into the mesh, but no ztunnel has taken it yet.
  return annotations.ambientRedirection === 'enabled' ? 'ambient' : 'none'
}

/** What a new pod would get, by the labels of its namespace and of itself alone. */
export const expectedDataPlaneMode = (namespace: Labels, pod: Labels): DataPlaneMode =>
  expectedDataPlane({
    namespace: { name: '', labels: namespace },
    pod: { labels: pod, injectAnnotation: null, hostNetwork: false },
    // Which revision's webhook is there to inject it is not asked.
    revisions: null,
    byDefault: false,
  }).mode

/** A namespace whose pods belong to the mesh unless they say otherwise. */
export const isMeshNamespace = (namespace: Labels) =>
  expectedDataPlaneMode(namespace, {}) !== 'none'
