import type { ObjectRef } from '@/lib/domain/finding'

const nameOf = ({ kind, namespace, name }: ObjectRef) =>
  `${kind} ${namespace === null ? name : `${namespace}/${name}`}`

/** What something rests on: Kubernetes objects by kind and name. */
export const ObjectNames = ({ objects }: { objects: readonly ObjectRef[] }) =>
  objects.length > 0 && (
    <span className="block text-small break-words text-muted">
      {objects.map(nameOf).join(', ')}
    </span>
  )
