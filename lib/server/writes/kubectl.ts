import 'server-only'
import type { PatchOperation } from '../../domain/json-patch'
import type { WholeObject } from '../../kubernetes/whole-object'
import { fieldManager } from '../../kubernetes/write-object'

/** The same patch as a line to copy; kinds in full, so that no other group’s kind is meant. */
export function kubectlPatch(
  { apiVersion, kind, metadata }: WholeObject,
  patch: readonly PatchOperation[],
): string {
  const [group = '', version = ''] = apiVersion.split('/')
  return [
    'kubectl patch',
    `${kind.toLowerCase()}.${version}.${group}/${metadata.name}`,
    `--namespace ${metadata.namespace}`,
    '--type json',
    `--field-manager ${fieldManager}`,
    `--patch ${quoted(JSON.stringify(patch))}`,
  ].join(' ')
}

/** For a POSIX shell: nothing inside single quotes has a meaning, except their end. */
export const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
