import { badRequest } from '../http/status'
import { copyJson, isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { kindKey, type ResourceVersion } from '../resources/resource'
import { decodeBuiltin } from '../schema/builtin-types'
import { applyDefaults } from '../schema/defaults'
import { prune } from '../schema/prune'

const metadataFields = [
  'annotations',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'labels',
  'managedFields',
  'name',
  'namespace',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]

const cannotBeHandled = ({ resource, version }: ResourceVersion, why: string) =>
  badRequest(
    `${resource.kind} in version "${version.name}" cannot be handled as a ${resource.kind}: ${why}`,
  )

/** The refusal of a body with unknown or duplicate fields under `fieldValidation=Strict`. */
export const strictDecodingError = (problems: readonly string[]) =>
  `strict decoding error: ${problems.join(', ')}`

export const refuseStrictly = (target: ResourceVersion, problems: readonly string[]) =>
  cannotBeHandled(target, strictDecodingError(problems))

function checkTextMap(metadata: JsonObject, field: string, target: ResourceVersion) {
  const entries = isJsonObject(metadata[field]) ? Object.values(metadata[field]) : []
  const wrong = entries.find((value) => typeof value !== 'string')
  if (wrong === undefined) return
  const type = typeof wrong === 'boolean' ? 'bool' : typeof wrong
  const where = target.resource.isCustom ? field : `metadata.${field}`
  const why = `json: cannot unmarshal ${type} into Go struct field ObjectMeta.${where} of type string`
  throw cannotBeHandled(target, why)
}

/** Labels that have all been taken away are no labels; the same goes for lists. */
const isEmpty = (value: unknown) =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0)

function readMetadata(value: unknown, target: ResourceVersion) {
  const metadata = isJsonObject(value) ? value : {}
  checkTextMap(metadata, 'labels', target)
  checkTextMap(metadata, 'annotations', target)
  const known = Object.entries(metadata).filter(
    ([key, entry]) => metadataFields.includes(key) && !isEmpty(entry),
  )
  const unknownFields = Object.keys(metadata)
    .filter((key) => !metadataFields.includes(key))
    .map((key) => `metadata.${key}`)
  return { metadata: Object.fromEntries(known), unknownFields }
}

export type ReadFields = { object: KubernetesObject; unknownFields: string[] }

/** Only the fields that the kind has: by its schema, or by the types of a built-in kind. */
function withKnownFields(value: JsonObject, target: ResourceVersion) {
  const { resource, version } = target
  if (version.schema) return prune(value, version.schema)
  const decoded = decodeBuiltin(value, kindKey(resource))
  if (decoded?.wrong) throw cannotBeHandled(target, decoded.wrong)
  return decoded ?? { object: value, unknownFields: [] }
}

/** An object with only the fields that its kind has, and with the defaults of its schema. */
export function readFields(value: JsonObject, target: ResourceVersion): ReadFields {
  const { schema } = target.version
  const { metadata, unknownFields } = readMetadata(value.metadata, target)
  const pruned = withKnownFields(value, target)
  const object = copyJson({ ...pruned.object, metadata })
  if (schema) applyDefaults(object, schema)
  return {
    // apiVersion and kind were checked when the body was decoded; a name may still be missing.
    object: object as unknown as KubernetesObject,
    unknownFields: [...unknownFields, ...pruned.unknownFields].sort(),
  }
}

export const unknownFieldWords = (fields: readonly string[]) =>
  fields.map((field) => `unknown field ${JSON.stringify(field)}`)

export const duplicateFieldWords = (fields: readonly string[]) =>
  fields.map((field) => `duplicate field ${JSON.stringify(field)}`)
