/** JSON Patch, as far as Binnacle writes it. https://www.rfc-editor.org/rfc/rfc6902 */
export type PatchOperation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string }

/** One step of a JSON pointer. https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export const pointerStep = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

const stepsOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** What a pointer leads to; `undefined` where nothing is. */
export function valueAt(document: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce<unknown>(
    (value, step) => (hasKey(value, step) ? value[step] : undefined),
    document,
  )
}

type Keyed = Record<string, unknown>

/** Arrays are keyed by their indices. */
const hasKey = (value: unknown, key: string): value is Keyed =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)

/**
 * The document with what the patch writes; its tests are the API server's affair. Writes into
 * objects and onto places of lists that are there, which is all that Binnacle does; anything else
 * is a fault in whoever made the patch.
 */
export function withPatch<Document>(
  document: Document,
  patch: readonly PatchOperation[],
): Document {
  const copy = structuredClone(document)
  for (const operation of patch) {
    if (operation.op === 'test') continue
    const parent = valueAt(copy, operation.path.slice(0, operation.path.lastIndexOf('/')))
    const key = stepsOf(operation.path).at(-1)
    if (typeof parent !== 'object' || parent === null || key === undefined)
      throw new Error(`a patch writes to ${operation.path}, which has no place`)
    if (operation.op === 'remove') delete (parent as Keyed)[key]
    else (parent as Keyed)[key] = operation.value
  }
  return copy
}

/** The first test that the document does not pass, as the API server reads it: null is absence too. */
export const failedTest = (document: unknown, patch: readonly PatchOperation[]) =>
  patch.find(
    (operation) =>
      operation.op === 'test' &&
      !isEqual(valueAt(document, operation.path) ?? null, operation.value ?? null),
  )

/** Deeply, whatever the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)]
  return (
    keysA.length === keysB.length &&
    keysA.every((key) => hasKey(b, key) && isEqual((a as Keyed)[key], b[key]))
  )
}

/** The same text for the same value: keys in order, no spaces. Absent members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}
