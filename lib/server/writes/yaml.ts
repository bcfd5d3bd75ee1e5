import 'server-only'
import { stringify } from 'yaml'
import type { WholeObject } from '../../kubernetes/whole-object'

/** As `kubectl get -o yaml` writes it: without the managers’ lists of fields, which nobody reads. */
export function toYaml({ apiVersion, kind, metadata, ...rest }: WholeObject): string {
  const { managedFields: _, ...shown } = metadata
  return yamlOf({ apiVersion, kind, metadata: shown, ...rest })
}

/** What stands twice is written twice, as in the object: looking for anchors takes half of the time. */
export const yamlOf = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
