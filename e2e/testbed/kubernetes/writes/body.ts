import { parseDocument } from 'yaml'
import { duplicateFields, duplicateJsonFields, goSyntaxError } from '../http/go-json'
import { badRequest, unsupportedMediaType } from '../http/status'
import { isJsonObject, type JsonObject } from '../object'
import { groupVersion, type ResourceVersion } from '../resources/resource'

export type RawBody = { text: string; contentType: string | undefined }
export type DecodedBody = { value: JsonObject; duplicates: string[] }

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

export const mediaType = ({ contentType }: RawBody) =>
  (contentType ?? 'application/json').split(';')[0]?.trim() ?? ''

/** What the API server quotes of a body that it could not read. */
function summary(text: string): string {
  if (text === '') return '<empty>'
  if (text.startsWith('{')) return text.length > 30 ? `${text.slice(0, 30)} ...` : text
  const hex = Buffer.from(text).toString('hex')
  return hex.length > 30 ? `${hex.slice(0, 30)} ...` : hex
}

const unrecognized = (kind: string, why: string, text: string) =>
  badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`,
  )

function parseJson(text: string, kind: string): DecodedBody {
  try {
    const value: unknown = JSON.parse(text)
    return { value: value as JsonObject, duplicates: duplicateJsonFields(text, value) }
  } catch (error) {
    const why = `couldn't get version/kind; json parse error: ${goSyntaxError(text, error)}`
    throw unrecognized(kind, why, text)
  }
}

function parseYaml(text: string, kind: string): DecodedBody {
  const document = parseDocument(text, { uniqueKeys: false })
  const [error] = document.errors
  if (error) {
    throw unrecognized(kind, `couldn't get version/kind; yaml: ${error.message}`, text)
  }
  return { value: document.toJS() as JsonObject, duplicates: duplicateFields(text) }
}

/** A JSON or YAML body as an object, whatever it says that it is. */
export function decodeBody(body: RawBody, kind: string): DecodedBody {
  const type = mediaType(body)
  if (type !== 'application/json' && type !== 'application/yaml') {
    throw unsupportedMediaType(accepted)
  }
  const decoded =
    type === 'application/yaml' ? parseYaml(body.text, kind) : parseJson(body.text, kind)
  if (isJsonObject(decoded.value)) return decoded
  const why = "couldn't get version/kind; json parse error: json: cannot unmarshal into a struct"
  throw unrecognized(kind, why, body.text)
}

/** A body as an object of the kind whose collection it was sent to. */
export function decodeObject(body: RawBody, { resource, version }: ResourceVersion): DecodedBody {
  const decoded = decodeBody(body, resource.kind)
  const expected = groupVersion(resource.group, version.name)
  const { kind, apiVersion } = decoded.value
  if (resource.isCustom && !kind) {
    throw unrecognized(resource.kind, `Object 'Kind' is missing in '${body.text}'`, body.text)
  }
  if (apiVersion !== undefined && apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    )
  }
  if (!resource.isCustom && kind !== undefined && kind !== resource.kind) {
    throw badRequest(
      `${kind} in version "${version.name}" cannot be handled as a ${resource.kind}: converting (${kind}) to (${resource.kind}): unknown conversion`,
    )
  }
  const value = { ...decoded.value, apiVersion: expected, kind: kind ?? resource.kind }
  return { ...decoded, value }
}
