import type { SecuritySort } from '@/lib/search-params/security'
import type { NamespaceRow } from './reply-parts'

const byName = (a: NamespaceRow, b: NamespaceRow) => a.namespace.localeCompare(b.namespace, 'en')

/** What was not seen comes last, and is not taken for zero. */
const traffic = ({ observed }: NamespaceRow) => observed.requestCount ?? -1

const orders: Record<SecuritySort, (a: NamespaceRow, b: NamespaceRow) => number> = {
  risk: (a, b) => b.risk - a.risk || byName(a, b),
  namespace: byName,
  traffic: (a, b) => traffic(b) - traffic(a) || byName(a, b),
}

/** Where the text is looked for: what a person reads in the row. */
const readable = ({ namespace, dataPlane, verdict, policy }: NamespaceRow) =>
  [namespace, dataPlane, verdict.sentence, policy?.from.policy ?? '', policy?.mode ?? '']
    .join(' ')
    .toLowerCase()

/** The rows that hold every word of the text, in the wanted order. */
export function arrange(
  rows: readonly NamespaceRow[],
  { find, sort }: { find: string; sort: SecuritySort },
): NamespaceRow[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  return rows
    .filter((row) => words.every((word) => readable(row).includes(word)))
    .sort(orders[sort])
}
