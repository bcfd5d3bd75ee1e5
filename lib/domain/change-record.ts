/**
 * What was changed through Binnacle, written into the changed object by the same patch. A
 * convenience for whoever looks at the object; the audit trail is the log.
 */
export type ChangeRecord<Change> = {
  id: string
  /** Epoch ms. */
  at: number
  user: string
  reason: string | null
  /** Codes of the findings that the person acknowledged. */
  acknowledged: readonly string[]
  /** The change that this one takes back. */
  reverts: string | null
  change: Change
}

export const changesAnnotation = 'binnacle.dev/changes'

const mostRecords = 10
/** Annotations of one object share 256 KiB; this is our part of it. */
const mostBytes = 8 * 1024

/** Oldest first. Holds the newest ten, and fewer where they do not fit; the new one always. */
export function withRecord<Change>(
  records: readonly ChangeRecord<Change>[],
  record: ChangeRecord<Change>,
): ChangeRecord<Change>[] {
  const kept = [...records.slice(-(mostRecords - 1)), record]
  while (kept.length > 1 && bytesOf(annotationOf(kept)) > mostBytes) kept.shift()
  return kept
}

export const annotationOf = (records: readonly ChangeRecord<unknown>[]): string =>
  JSON.stringify(records)

/** A new record that is larger than this alone cannot be kept: its writer must shorten it. */
export const isRecordTooLarge = (record: ChangeRecord<unknown>) =>
  bytesOf(annotationOf([record])) > mostBytes

const bytesOf = (text: string) => new TextEncoder().encode(text).length
