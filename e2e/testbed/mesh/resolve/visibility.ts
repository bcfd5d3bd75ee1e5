import type { KubernetesObject } from '../../cluster/kubernetes-objects'

type Exported = KubernetesObject & { spec: { exportTo?: readonly string[] } }

const namespaceOf = ({ metadata }: KubernetesObject) => metadata.namespace ?? 'default'

/** Without `exportTo` an object is for everybody; `.` is its own namespace. */
export function isVisibleIn(object: Exported, namespace: string): boolean {
  const { exportTo } = object.spec
  if (!exportTo?.length) return true
  return exportTo.some(
    (target) =>
      target === '*' ||
      target === namespace ||
      (target === '.' && namespaceOf(object) === namespace),
  )
}

export const isPrivate = (object: Exported): boolean =>
  object.spec.exportTo?.length === 1 && object.spec.exportTo[0] === '.'

/** Objects private to the client's namespace go first, then those exported to it by name. */
export function visibilityClass(object: Exported, namespace: string): 0 | 1 | 2 {
  if (isPrivate(object) && namespaceOf(object) === namespace) return 0
  return object.spec.exportTo?.includes(namespace) ? 1 : 2
}
