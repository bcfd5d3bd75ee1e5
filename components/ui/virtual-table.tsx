'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

export type Column<Row> = {
  name: string
  /** CSS width; one column without takes what is left. */
  width?: string
  /** A figure, set right. */
  isFigure?: boolean
  cell: (row: Row) => ReactNode
}

const rowsBeyond = 8
/** The first drawing, on the server too, has no height to measure. */
const firstRect = { width: 0, height: 900 }

/** A table of any length: only the rows in sight are in the document, and its head stays. */
export function VirtualTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  rowHeight,
  minWidth,
}: {
  /** Spoken only. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Pixels; every row has it. */
  rowHeight: number
  /** CSS width under which the table scrolls sideways. */
  minWidth: string
}) {
  const frame = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: rowsBeyond,
    initialRect: firstRect,
  })
  const visible = virtual.getVirtualItems()
  const above = visible[0]?.start ?? 0
  const below = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0)
  return (
    <section
      ref={frame}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto rounded-panel border border-line bg-surface"
    >
      <table
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-separate border-spacing-0"
        style={{ minWidth }}
      >
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, width, isFigure }) => (
              <th
                key={name}
                scope="col"
                style={{ width }}
                className={`sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-small font-medium text-muted ${isFigure ? 'text-right' : 'text-left'}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} columns={columns.length} />
          {visible.map(({ index }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <tr
                  key={keyOf(row)}
                  aria-rowindex={index + 2}
                  style={{ height: rowHeight }}
                  className="hover:bg-hover"
                >
                  {columns.map(({ name, isFigure, cell }) => (
                    <td
                      key={name}
                      className={`truncate border-b border-line px-3 ${isFigure ? 'text-right' : ''}`}
                    >
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              )
            )
          })}
          <Gap height={below} columns={columns.length} />
        </tbody>
      </table>
    </section>
  )
}

/** Stands for the rows that are out of sight. */
const Gap = ({ height, columns }: { height: number; columns: number }) =>
  height > 0 && (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
