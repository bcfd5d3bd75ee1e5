import type { ErrorObject } from 'ajv'
import { fieldInvalid, fieldNotSupported, fieldRequired, type StatusCause } from '../http/status'
import { isJsonObject } from '../object'

/** `/spec/http/0/route` as the API server writes it: `spec.http[0].route`. */
function pathOf(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** The format that Go's own type of a value has; where a schema names one, it is compared instead. */
const goFormat = (value: unknown) =>
  typeof value !== 'number' ? '' : Number.isInteger(value) ? 'int64' : 'float64'

function wrongType(path: string, { data, params, parentSchema }: ErrorObject): StatusCause {
  const format = typeof parentSchema?.format === 'string' ? parentSchema.format : ''
  const isByFormat = format !== '' && !['string', 'array', 'null'].includes(typeOf(data))
  const [expected, actual] = isByFormat
    ? [format, goFormat(data)]
    : [String(params.type).replace(/,?null$/, ''), typeOf(data)]
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${actual}": ${path} in body must be of type ${expected}: "${actual}"`,
    field: path,
  }
}

/** Errors of no field of their own: the API server shows them under `<nil>`. */
const nameless = (why: string) => fieldInvalid('<nil>', '', why)

function wrongFormat(path: string, { data, params }: ErrorObject): StatusCause {
  const format = String(params.format)
  if (typeof data === 'number') {
    return nameless(`Checked value must be of type integer with format ${format} in ${path}`)
  }
  const value = JSON.stringify(data)
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: ${value}: ${path} in body must be of type ${format}: ${value}`,
    field: path,
  }
}

function noSingleAlternative(path: string, { params }: ErrorObject): StatusCause {
  const found =
    params.passingSchemas === null
      ? 'Found none valid'
      : `Found ${params.passingSchemas.length} valid alternatives`
  return nameless(`"${path}" must validate one and only one schema (oneOf). ${found}`)
}

const childPath = (path: string, child: string) => (path === '' ? child : `${path}.${child}`)

/** Of lists and objects only the size is shown. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : value
}

type Words = (path: string, error: ErrorObject) => StatusCause

const inBody =
  (words: (limit: unknown) => string): Words =>
  (path, { data, params }) =>
    fieldInvalid(path, shown(data), `${path} in body ${words(params.limit ?? params.pattern)}`)

const words: Record<string, Words> = {
  type: wrongType,
  format: wrongFormat,
  oneOf: noSingleAlternative,
  anyOf: (path) => nameless(`"${path}" must validate at least one schema (anyOf)`),
  not: (path) => nameless(`"${path}" must not validate the schema (not)`),
  required: (path, { params }) => fieldRequired(childPath(path, String(params.missingProperty))),
  enum: (path, { data, params }) => fieldNotSupported(path, data, params.allowedValues),
  maxLength: (path, { params }) => ({
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${params.limit} bytes`,
    field: path,
  }),
  maxItems: (path, { data, params }) => ({
    reason: 'FieldValueTooMany',
    message: `Too many: ${Array.isArray(data) ? data.length : 0}: must have at most ${params.limit} items`,
    field: path,
  }),
  maxProperties: (path, { data, params }) => ({
    reason: 'FieldValueTooMany',
    message: `Too many: ${Object.keys(data as object).length}: must have at most ${params.limit} items`,
    field: path,
  }),
  minLength: inBody((limit) => `should be at least ${limit} chars long`),
  minItems: inBody((limit) => `should have at least ${limit} items`),
  minProperties: inBody((limit) => `should have at least ${limit} properties`),
  minimum: inBody((limit) => `should be greater than or equal to ${limit}`),
  maximum: inBody((limit) => `should be less than or equal to ${limit}`),
  pattern: inBody((pattern) => `should match '${pattern}'`),
}

export function toCauses(error: ErrorObject): StatusCause[] {
  const path = pathOf(error.instancePath)
  const say = words[error.keyword]
  return say ? [say(path, error)] : [fieldInvalid(path, '', error.message ?? error.keyword)]
}
