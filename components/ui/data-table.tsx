import type { ReactNode } from 'react'

/** A plain table of facts: the last column is set right, in figures of one width. */
export function DataTable({
  caption,
  head,
  children,
}: {
  /** Spoken only. */
  caption: string
  head: readonly string[]
  children: ReactNode
}) {
  return (
    <table className="w-full border-collapse text-small [&_td]:py-1.5 [&_td]:pr-2 [&_td]:align-top [&_td:last-child]:pr-0 [&_td:last-child]:text-right [&_th:last-child]:pr-0 [&_th:last-child]:text-right [&_tr]:border-b [&_tr]:border-line">
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
