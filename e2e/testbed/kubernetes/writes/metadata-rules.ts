import { fieldInvalid, fieldRequired, type StatusCause } from '../http/status'
import type { ObjectMetadata } from '../object'

const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const value = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const longest = 63

const nameWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const valueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

/** A key is a name, or `prefix/name`. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
function wrongKeys(map: Readonly<Record<string, string>>, field: string): StatusCause[] {
  return Object.keys(map)
    .filter((key) => !namePart.test(key.slice(key.indexOf('/') + 1)))
    .map((key) => fieldInvalid(field, key, nameWords))
}

function wrongValues(labels: Readonly<Record<string, string>>): StatusCause[] {
  return Object.values(labels).flatMap((text) => {
    const causes: StatusCause[] = []
    if (text.length > longest) {
      causes.push(fieldInvalid('metadata.labels', text, `must be no more than ${longest} bytes`))
    }
    if (!value.test(text)) causes.push(fieldInvalid('metadata.labels', text, valueWords))
    return causes
  })
}

function incompleteOwners(owners: NonNullable<ObjectMetadata['ownerReferences']>): StatusCause[] {
  return owners.flatMap((owner, index) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter((key) => !owner[key])
      .map((key) =>
        fieldRequired(`metadata.ownerReferences[${index}].${key}`, 'must not be empty'),
      ),
  )
}

/** What is wrong with the metadata of any object, beside its name. */
export const metadataCauses = ({
  labels = {},
  annotations = {},
  ownerReferences = [],
}: ObjectMetadata): StatusCause[] => [
  ...wrongKeys(annotations, 'metadata.annotations'),
  ...wrongKeys(labels, 'metadata.labels'),
  ...wrongValues(labels),
  ...incompleteOwners(ownerReferences),
]
