import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { fieldInvalid, type StatusCause } from '../http/status'
import type { KubernetesObject } from '../object'
import { formats } from './formats'
import { duplicateListEntries } from './list-keys'
import { brokenRules, hasRules } from './rules'
import type { StructuralSchema } from './structural-schema'
import { toCauses } from './validation-words'

/** RE2 takes flags inside of a pattern, JavaScript as an argument. */
const toRegExp = (pattern: string) =>
  pattern.includes('(?i)') ? new RegExp(pattern.replace('(?i)', ''), 'i') : new RegExp(pattern)

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  verbose: true,
  validateSchema: false,
  formats,
  code: { regExp: Object.assign(toRegExp, { code: 'new RegExp' }) },
})

const validators = new WeakMap<StructuralSchema, ValidateFunction>()

/** Compiled on first use: a run of the bed touches a few of the kinds only. */
function validatorOf(schema: StructuralSchema): ValidateFunction {
  const known = validators.get(schema)
  if (known) return known
  const validator = ajv.compile(schema)
  validators.set(schema, validator)
  return validator
}

/** What a failed alternative says about itself is no failure of the whole. */
const isWithinAlternative = ({ schemaPath }: ErrorObject) =>
  /\/(oneOf|anyOf)\/\d+\/|\/not\//.test(schemaPath)

const blockingReasons = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]

const rulesNotChecked = fieldInvalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
)

/** All that is wrong with an object by its CRD's schema, in the API server's words. */
export function validate(
  object: KubernetesObject,
  previous: KubernetesObject | null,
  schema: StructuralSchema,
): StatusCause[] {
  const validator = validatorOf(schema)
  validator(object)
  const errors = (validator.errors ?? []).filter((error) => !isWithinAlternative(error))
  const causes = [...errors.flatMap(toCauses), ...duplicateListEntries(object, schema)]
  if (!hasRules(schema)) return causes
  if (causes.some(({ reason }) => blockingReasons.includes(reason))) {
    return [...causes, rulesNotChecked]
  }
  return [...causes, ...brokenRules(object, previous, schema)]
}
