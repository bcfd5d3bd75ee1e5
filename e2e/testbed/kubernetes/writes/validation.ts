import { fieldInvalid, fieldRequired, invalid, type StatusCause } from '../http/status'
import type { KubernetesObject } from '../object'
import type { NameRule, ResourceVersion } from '../resources/resource'
import { validate } from '../schema/validate'
import { metadataCauses } from './metadata-rules'

type Rule = { pattern: RegExp; limit: number; words: string }

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

const nameRules: Record<NameRule, Rule> = {
  subdomain: {
    pattern: new RegExp(`^${label}(\\.${label})*$`),
    limit: 253,
    words:
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  },
  label: {
    pattern: new RegExp(`^${label}$`),
    limit: 63,
    words:
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  },
  'label-1035': {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    limit: 63,
    words:
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
  'path-segment': {
    pattern: /^(?!\.{1,2}$)[^/%]+$/,
    limit: 253,
    words: "may not contain '/' or '%'",
  },
}

function nameCauses(name: string, rule: Rule): StatusCause[] {
  if (name === '') return [fieldRequired('metadata.name', 'name or generateName is required')]
  const causes: StatusCause[] = []
  if (!rule.pattern.test(name)) causes.push(fieldInvalid('metadata.name', name, rule.words))
  if (name.length > rule.limit) {
    const why = `must be no more than ${rule.limit} characters`
    causes.push(fieldInvalid('metadata.name', name, why))
  }
  return causes
}

/** 422 with all that is wrong with an object, if anything is. */
export function refuseInvalid(
  object: KubernetesObject,
  previous: KubernetesObject | null,
  { resource, version }: ResourceVersion,
): void {
  const { group, kind, behaviour } = resource
  const { name } = object.metadata
  if (object.kind !== kind) {
    const cause = fieldInvalid('kind', object.kind, `must be ${kind}`)
    throw invalid({ group, kind: object.kind }, name, [cause])
  }
  const causes = [
    ...nameCauses(name ?? '', nameRules[behaviour.nameRule]),
    ...metadataCauses(object.metadata),
    ...(version.schema ? validate(object, previous, version.schema) : []),
    ...(behaviour.validate?.(object, previous) ?? []),
  ]
  if (causes.length > 0) throw invalid({ group, kind }, name ?? '', causes)
}
