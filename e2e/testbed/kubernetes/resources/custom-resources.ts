import type { JsonObject, KubernetesObject } from '../object'
import type { StructuralSchema } from '../schema/structural-schema'
import { timestamp } from '../timestamp'
import type { PrinterColumn, Resource, ServedVersion } from './resource'

type DefinitionVersion = {
  name: string
  served: boolean
  storage: boolean
  schema?: { openAPIV3Schema?: StructuralSchema }
  subresources?: { status?: JsonObject }
  additionalPrinterColumns?: PrinterColumn[]
}

export type CustomResourceDefinition = KubernetesObject & {
  spec: {
    group: string
    scope: 'Namespaced' | 'Cluster'
    names: {
      plural: string
      singular?: string
      kind: string
      listKind?: string
      shortNames?: string[]
      categories?: string[]
    }
    versions: DefinitionVersion[]
  }
}

/** v1 before v2beta1 before v1alpha3 before anything else, as the API server prefers them. */
function versionRank(name: string): number {
  const [, major, level, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? []
  if (major === undefined) return 0
  const levels: Record<string, number> = { alpha: 1, beta: 2 }
  return (level ? (levels[level] ?? 0) : 3) * 1e6 + Number(major) * 1e3 + Number(minor ?? 0)
}

/** Versions of one kind mostly carry the same schema; one object then compiles once. */
function sharedSchemas() {
  const known = new Map<string, StructuralSchema>()
  return (schema: StructuralSchema): StructuralSchema => {
    const text = JSON.stringify(schema)
    const shared = known.get(text) ?? schema
    known.set(text, shared)
    return shared
  }
}

function toServedVersions(versions: readonly DefinitionVersion[]): ServedVersion[] {
  const share = sharedSchemas()
  return versions
    .filter(({ served }) => served)
    .sort((a, b) => versionRank(b.name) - versionRank(a.name))
    .map(({ name, schema, additionalPrinterColumns = [] }) => ({
      name,
      schema: schema?.openAPIV3Schema ? share(schema.openAPIV3Schema) : null,
      columns: additionalPrinterColumns,
    }))
}

/** The API that a definition adds, or null when it serves no version. */
export function toResource({ spec }: CustomResourceDefinition): Resource | null {
  const { group, scope, names, versions } = spec
  const [preferred, ...others] = toServedVersions(versions)
  if (!preferred) return null
  return {
    group,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    isNamespaced: scope === 'Namespaced',
    isCustom: true,
    hasStatus: versions.some(({ subresources }) => subresources?.status !== undefined),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    storageVersion: versions.find(({ storage }) => storage)?.name ?? preferred.name,
    versions: [preferred, ...others],
    behaviour: {
      hasGeneration: true,
      returnsDeleted: false,
      allowsUnconditionalUpdate: false,
      nameRule: 'subdomain',
    },
  }
}

const condition = (type: string, reason: string, message: string) => ({
  type,
  status: 'True',
  lastTransitionTime: timestamp(),
  reason,
  message,
})

/** The state in which the API server leaves a definition that it serves. */
export function establishedStatus({ spec }: CustomResourceDefinition): JsonObject {
  return {
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ],
    acceptedNames: {
      singular: spec.names.kind.toLowerCase(),
      listKind: `${spec.names.kind}List`,
      ...spec.names,
    },
    storedVersions: spec.versions.filter(({ storage }) => storage).map(({ name }) => name),
  }
}
