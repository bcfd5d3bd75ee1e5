import type { ReactNode } from 'react'

/** Columns of figures are set right. */
const figureLooks = {
  last: '[&_td:last-child]:text-right [&_th:last-child]:text-right',
  'all-but-first': '[&_td:not(:first-child)]:text-right [&_th:not(:first-child)]:text-right',
}

/** A plain table of facts, in figures of one width. */
export function DataTable({
  caption,
  head,
  figures = 'last',
  children,
}: {
  /** Spoken only. */
  caption: string
  head: readonly string[]
  /** Which columns hold figures. */
  figures?: keyof typeof figureLooks
  children: ReactNode
}) {
  return (
    <table
      className={`w-full border-collapse text-small [&_td]:py-1.5 [&_td]:pr-2 [&_td]:align-top [&_td:last-child]:pr-0 [&_th:last-child]:pr-0 [&_tr]:border-b [&_tr]:border-line ${figureLooks[figures]}`}
    >
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col" className="py-1.5 pr-2 text-left font-medium text-muted">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
