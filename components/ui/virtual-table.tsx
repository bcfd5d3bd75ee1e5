'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { rowAfterKey } from './row-keys'
import { TableRow } from './virtual-table-row'

export type Column<Row> = {
  name: string
  /** Instead of the name, such as a button that sorts. */
  head?: ReactNode
  /** In which order the rows are by this column; only where they can be sorted. */
  sorted?: 'ascending' | 'descending' | 'none'
  /** CSS width; one column without takes what is left. */
  width?: string
  /** A figure, set right. */
  isFigure?: boolean
  cell: (row: Row) => ReactNode
}

/** Rows that can be opened, by pointer or by key: arrows move between them. */
export type Openable<Row> = {
  /** What a row is called when it is spoken. */
  nameOf: (row: Row) => string
  isOpen: (row: Row) => boolean
  open: (row: Row) => void
}

const rowsBeyond = 8
/** The first drawing, on the server too, has no height to measure. */
const firstRect = { width: 0, height: 900 }

/** A table of any length: only the rows in sight are in the document, and its head stays. */
export function VirtualTable<Row>({
  caption,
  columns,
  rows,
  total = rows.length,
  keyOf,
  rowHeight,
  minWidth,
  openable,
  onEnd,
}: {
  /** Spoken only. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** How many there are, where not all are known yet. */
  total?: number
  keyOf: (row: Row) => string
  /** Pixels; every row has it. */
  rowHeight: number
  /** CSS width under which the table scrolls sideways. */
  minWidth: string
  openable?: Openable<Row>
  /** The last of the known rows is in sight, and there are more. */
  onEnd?: () => void
}) {
  const frame = useRef<HTMLElement>(null)
  const [visited, setVisited] = useState(0)
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
  const isAtEnd = (visible.at(-1)?.index ?? 0) >= rows.length - rowsBeyond
  const end = useEffectEvent(() => onEnd?.())
  useEffect(() => {
    if (isAtEnd && rows.length < total) end()
  }, [isAtEnd, rows.length, total])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isOnRow = event.target instanceof HTMLElement && 'row' in event.target.dataset
    const next = isOnRow ? rowAfterKey(event.key, visited, rows.length) : null
    if (next === null) return
    event.preventDefault()
    setVisited(next)
    virtual.scrollToIndex(next)
    // The row is drawn once the frame has moved.
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus(),
    )
  }
  return (
    <section
      ref={frame}
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto rounded-panel border border-line bg-surface"
    >
      <table
        aria-rowcount={total + 1}
        className="w-full table-fixed border-separate border-spacing-0"
        style={{ minWidth }}
      >
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, head, sorted, width, isFigure }) => (
              <th
                key={name}
                scope="col"
                aria-sort={sorted}
                style={{ width }}
                className={`sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-small font-medium text-muted ${isFigure ? 'text-right' : 'text-left'}`}
              >
                {head ?? name}
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
                <TableRow
                  key={keyOf(row)}
                  row={row}
                  index={index}
                  columns={columns}
                  height={rowHeight}
                  isTabStop={index === Math.min(visited, rows.length - 1)}
                  openable={openable}
                  onVisit={() => setVisited(index)}
                />
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
