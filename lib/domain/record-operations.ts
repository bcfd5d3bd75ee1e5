import { changesAnnotation } from './change-record'
import { type PatchOperation, pointerStep } from './json-patch'

type Annotated = { metadata: { annotations?: Readonly<Record<string, string>> | null | undefined } }

/**
 * Writes the change records of an object, if they are still what they were. Where there is no map of
 * annotations there is no key to test: the map itself must not be there.
 */
export function recordOperations({ metadata }: Annotated, text: string): PatchOperation[] {
  const { annotations } = metadata
  if (!annotations)
    return [
      { op: 'test', path: '/metadata/annotations', value: null },
      { op: 'add', path: '/metadata/annotations', value: { [changesAnnotation]: text } },
    ]
  const path = `/metadata/annotations/${pointerStep(changesAnnotation)}`
  const before = annotations[changesAnnotation] ?? null
  return [
    { op: 'test', path, value: before },
    { op: before === null ? 'add' : 'replace', path, value: text },
  ]
}
