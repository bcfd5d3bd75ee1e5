import { badRequest } from '../http/status'
import { isJsonObject, type KubernetesObject } from '../object'
import type { Resource } from '../resources/resource'

const common = ['metadata.name', 'metadata.namespace']

export function fieldAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((parent, key) => (isJsonObject(parent) ? parent[key] : undefined), value)
}

function unsupported({ isCustom, behaviour }: Resource, field: string) {
  if (isCustom || behaviour.fieldSelectors) {
    return badRequest(`field label not supported: ${field}`)
  }
  const known = common.map((one) => `"${one}"`).join(', ')
  return badRequest(`"${field}" is not a known field selector: only ${known}`)
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/ */
export function parseFieldSelector(
  text: string,
  resource: Resource,
): (object: KubernetesObject) => boolean {
  const supported = [...common, ...(resource.behaviour.fieldSelectors ?? [])]
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(part)
      if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
      const [, field = '', operator, value] = match
      if (!supported.includes(field)) throw unsupported(resource, field)
      return { field, isEqual: operator !== '!=', value }
    })
  return (object) =>
    requirements.every(
      ({ field, isEqual, value }) => (String(fieldAt(object, field) ?? '') === value) === isEqual,
    )
}
