import type { StatusCause } from '../http/status'
import type { KubernetesObject } from '../object'
import type { StructuralSchema } from '../schema/structural-schema'

export type PrinterColumn = {
  name: string
  type: string
  jsonPath: string
  format?: string
  priority?: number
}

export type ServedVersion = {
  name: string
  /** null where the bed has no schema: built-in kinds are taken as they come. */
  schema: StructuralSchema | null
  columns: readonly PrinterColumn[]
}

/** How names of a kind may look: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export type NameRule = 'subdomain' | 'label' | 'label-1035' | 'path-segment'

/** What one kind does beyond what all kinds do. */
export type Behaviour = {
  /** Whether the API server counts changes of `spec` in `metadata.generation`. */
  hasGeneration: boolean
  /** Whether a DELETE answers with the object instead of a `Status`. */
  returnsDeleted: boolean
  /** Whether a PUT may come without a resourceVersion. */
  allowsUnconditionalUpdate: boolean
  nameRule: NameRule
  /** Fills in what the API server would, on a fresh copy. */
  prepare?: (object: KubernetesObject, previous: KubernetesObject | null) => void
  validate?: (object: KubernetesObject, previous: KubernetesObject | null) => readonly StatusCause[]
  /** Field selectors beyond name and namespace, as dotted paths. */
  fieldSelectors?: readonly string[]
  /** Whether it has the subresource `scale`. */
  hasScale?: boolean
  /** Where versions differ in more than their name: an object of one as another. */
  convert?: (object: KubernetesObject, apiVersion: string) => KubernetesObject
  /** The group under which its objects are stored, where that is not its own. */
  storedIn?: string
}

/** One collection of the API with its served versions, the preferred one first. */
export type Resource = {
  group: string
  plural: string
  singular: string
  kind: string
  listKind: string
  isNamespaced: boolean
  isCustom: boolean
  hasStatus: boolean
  shortNames: readonly string[]
  categories: readonly string[]
  /** Only told in discovery: here an object is stored as it was written. */
  storageVersion: string
  versions: readonly [ServedVersion, ...ServedVersion[]]
  behaviour: Behaviour
}

export type ResourceVersion = { resource: Resource; version: ServedVersion }

export type ResourceRegistry = {
  find(group: string, version: string, plural: string): ResourceVersion | null
  add(resource: Resource): void
  remove(group: string, plural: string): void
  all(): readonly Resource[]
}

/** Where a resource's objects are stored, and how messages about storage name it. */
export const storageKey = ({
  group,
  plural,
  behaviour,
}: Pick<Resource, 'group' | 'plural'> & { behaviour?: Pick<Behaviour, 'storedIn'> }) =>
  `${behaviour?.storedIn ?? group}/${plural}`

/** `Pod`, `Deployment.apps`: a kind by itself, whatever its version. */
export const kindKey = ({ group, kind }: Pick<Resource, 'group' | 'kind'>) =>
  group === '' ? kind : `${kind}.${group}`

export const groupVersion = (group: string, version: string) =>
  group === '' ? version : `${group}/${version}`

export const groupResource = ({ group, plural }: Resource) => ({ group, resource: plural })

export function resourceRegistry(): ResourceRegistry {
  const resources = new Map<string, Resource>()
  return {
    find: (group, version, plural) => {
      const resource = resources.get(`${group}/${plural}`)
      const served = resource?.versions.find(({ name }) => name === version)
      return resource && served ? { resource, version: served } : null
    },
    add: (resource) => resources.set(`${resource.group}/${resource.plural}`, resource),
    remove: (group, plural) => resources.delete(`${group}/${plural}`),
    all: () => [...resources.values()],
  }
}
