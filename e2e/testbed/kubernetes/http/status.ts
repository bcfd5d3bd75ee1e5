import type { JsonObject } from '../object'

export type StatusCause = { reason: string; message: string; field: string }

/** A refusal as the API server words it; the funnel in `app.ts` turns it into the answer. */
export class ApiStatusError extends Error {
  override readonly name = 'ApiStatusError'
  constructor(
    readonly code: number,
    readonly status: JsonObject,
    readonly headers: Record<string, string> = {},
  ) {
    super(String(status.message))
  }
}

export type GroupResource = { group: string; resource: string }
export type GroupKind = { group: string; kind: string }

/** `virtualservices.networking.istio.io`, or `pods` in the core group. */
const qualified = (name: string, group: string) => (group === '' ? name : `${name}.${group}`)

const withoutEmpty = (details: JsonObject) =>
  Object.fromEntries(
    Object.entries(details).filter(([, value]) => value !== '' && value !== undefined),
  )

export function failure(
  code: number,
  reason: string | undefined,
  message: string,
  details?: JsonObject,
): ApiStatusError {
  return new ApiStatusError(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details: withoutEmpty(details) }),
    code,
  })
}

const about = ({ group, resource }: GroupResource, name: string) => ({
  name,
  group,
  kind: resource,
})

const named = (target: GroupResource, name: string) =>
  `${qualified(target.resource, target.group)} "${name}"`

export const badRequest = (message: string) => failure(400, 'BadRequest', message)
export const unauthorized = () => failure(401, 'Unauthorized', 'Unauthorized')
export const expired = (message: string) => failure(410, 'Expired', message)

export const notFound = (target: GroupResource, name: string) =>
  failure(404, 'NotFound', `${named(target, name)} not found`, about(target, name))

/** For paths of built-in groups that nothing stands behind. */
export const noSuchResource = () =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (target: GroupResource, name: string) =>
  failure(409, 'AlreadyExists', `${named(target, name)} already exists`, about(target, name))

export const conflict = (target: GroupResource, name: string, why: string) =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${named(target, name)}: ${why}`,
    about(target, name),
  )

export const modified = (target: GroupResource, name: string) =>
  conflict(
    target,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )

export const forbidden = (
  target: GroupResource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
) =>
  failure(
    403,
    'Forbidden',
    `${name === '' ? qualified(target.resource, target.group) : named(target, name)} is forbidden: ${why}`,
    { ...about(target, name), causes },
  )

export const methodNotAllowed = () =>
  failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )

const listWords = (causes: readonly StatusCause[]) => {
  const words = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))]
  return words.length === 1 ? words[0] : `[${words.join(', ')}]`
}

/** 422 with every cause, as `field.ErrorList` is told. */
export const invalid = ({ group, kind }: GroupKind, name: string, causes: readonly StatusCause[]) =>
  failure(422, 'Invalid', `${qualified(kind, group)} "${name}" is invalid: ${listWords(causes)}`, {
    name,
    group,
    kind,
    causes,
  })

export const fieldInvalid = (field: string, value: unknown, why: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
})

export const fieldDuplicate = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
  field,
})

export const fieldRequired = (field: string, why = ''): StatusCause => ({
  reason: 'FieldValueRequired',
  message: why === '' ? 'Required value' : `Required value: ${why}`,
  field,
})

export const fieldForbidden = (field: string, why: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
})

export const fieldNotSupported = (
  field: string,
  value: unknown,
  supported: readonly string[],
): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
  field,
})

const mediaTypes = (types: readonly string[]) => types.join(', ')

export const unsupportedMediaType = (accepted: readonly string[]) =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${mediaTypes(accepted)}`,
  )

export const notAcceptable = (accepted: readonly string[]) =>
  failure(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${mediaTypes(accepted)}`,
  )

/** The patch could not be carried out; the API server says neither which operation nor why. */
export const patchRejected = () =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
