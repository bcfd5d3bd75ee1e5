export type ValidationRule = {
  rule: string
  message?: string
  messageExpression?: string
  reason?: string
  fieldPath?: string
  optionalOldSelf?: boolean
}

/**
 * The subset of OpenAPI v3 that a CRD may use.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export type StructuralSchema = {
  type?: string
  format?: string
  nullable?: boolean
  default?: unknown
  enum?: readonly unknown[]
  required?: readonly string[]
  properties?: Readonly<Record<string, StructuralSchema>>
  additionalProperties?: StructuralSchema | boolean
  items?: StructuralSchema
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  'x-kubernetes-list-map-keys'?: readonly string[]
  'x-kubernetes-map-type'?: 'granular' | 'atomic'
  'x-kubernetes-validations'?: readonly ValidationRule[]
}

/** What every object has beside the fields of its schema. */
export const objectFields = ['apiVersion', 'kind', 'metadata']

export const fieldPath = (parent: string, key: string) => (parent === '' ? key : `${parent}.${key}`)

/** The schema of one field of an object, declared or open. */
export function fieldSchema(schema: StructuralSchema, key: string): StructuralSchema | null {
  const declared = schema.properties?.[key]
  if (declared) return declared
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null
}
