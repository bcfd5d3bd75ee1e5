import type { ReactNode } from 'react'

/** A table that scrolls sideways by itself; its last columns are figures, set right. */
export function WideTable({
  caption,
  head,
  numeric = 0,
  children,
}: {
  /** Spoken only. */
  caption: string
  head: readonly string[]
  /** How many of the last columns are figures. */
  numeric?: number
  children: ReactNode
}) {
  const figures = numericCells[numeric] ?? ''
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={caption} tabIndex={0} className="-mx-4 overflow-x-auto px-4">
      <table
        className={`w-full border-collapse [&_td]:py-2 [&_td]:pr-4 [&_td]:align-top [&_td:last-child]:pr-0 [&_th:last-child]:pr-0 [&_tbody_tr]:border-t [&_tbody_tr]:border-line ${figures}`}
      >
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th
                key={name}
                scope="col"
                className="py-1.5 pr-4 text-left text-small font-medium whitespace-nowrap text-muted"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

/** Spelled out, since Tailwind finds classes by reading the source. */
const numericCells: Record<number, string> = {
  1: '[&_:is(td,th):nth-last-child(-n+1)]:text-right [&_td:nth-last-child(-n+1)]:whitespace-nowrap',
  2: '[&_:is(td,th):nth-last-child(-n+2)]:text-right [&_td:nth-last-child(-n+2)]:whitespace-nowrap',
  3: '[&_:is(td,th):nth-last-child(-n+3)]:text-right [&_td:nth-last-child(-n+3)]:whitespace-nowrap',
}
