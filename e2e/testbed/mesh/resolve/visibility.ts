import type { KubernetesObject } from '../../cluster/kubernetes-objects'

/** To whom an object of a namespace shows itself: `*` is everybody, `.` its own, `~` nobody. */
export type Exported = { namespace: string; exportTo: readonly string[] }

/** What an object says, else what the mesh says for all of its kind. */
export const exportedBy = (
  { metadata, spec }: KubernetesObject & { spec: { exportTo?: readonly string[] } },
  meshDefault: readonly string[],
): Exported => ({
  namespace: metadata.namespace ?? 'default',
  exportTo: spec.exportTo?.length ? spec.exportTo : meshDefault,
})

export const isVisibleIn = ({ namespace, exportTo }: Exported, viewer: string): boolean =>
  exportTo.some(
    (target) => target === '*' || target === viewer || (target === '.' && namespace === viewer),
  )

export const isPrivate = ({ namespace, exportTo }: Exported): boolean =>
  exportTo.length === 1 && (exportTo[0] === '.' || exportTo[0] === namespace)

/** Objects private to the client's namespace go first, then those exported to it by name. */
export function visibilityClass(exported: Exported, viewer: string): 0 | 1 | 2 {
  if (isPrivate(exported) && exported.namespace === viewer) return 0
  return exported.exportTo.includes(viewer) ? 1 : 2
}
