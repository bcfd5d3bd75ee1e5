import type { ReactNode } from 'react'
import type { Column, Openable } from './virtual-table'

export function TableRow<Row>({
  row,
  index,
  columns,
  height,
  isTabStop,
  openable,
  onVisit,
}: {
  row: Row
  index: number
  columns: readonly Column<Row>[]
  height: number
  isTabStop: boolean
  openable: Openable<Row> | undefined
  /** It was given the focus. */
  onVisit: () => void
}) {
  const isOpen = openable?.isOpen(row) ?? false
  return (
    <tr
      // The head is the first.
      aria-rowindex={index + 2}
      style={{ height }}
      onClick={openable && (() => openable.open(row))}
      className={`hover:bg-hover ${openable ? 'cursor-pointer' : ''} ${isOpen ? 'bg-accent-tint' : ''}`}
    >
      {columns.map(({ name, isFigure, cell }, place) => (
        <td
          key={name}
          className={`truncate border-b border-line px-3 ${isFigure ? 'text-right' : ''}`}
        >
          {openable && place === 0 ? (
            <Opener
              index={index}
              name={openable.nameOf(row)}
              isOpen={isOpen}
              isTabStop={isTabStop}
              onOpen={() => openable.open(row)}
              onVisit={onVisit}
            >
              {cell(row)}
            </Opener>
          ) : (
            cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

/** What a key opens a row with; a pointer has the whole row. */
function Opener({
  index,
  name,
  isOpen,
  isTabStop,
  onOpen,
  onVisit,
  children,
}: {
  index: number
  name: string
  isOpen: boolean
  isTabStop: boolean
  onOpen: () => void
  onVisit: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      data-row={index}
      aria-label={name}
      aria-pressed={isOpen}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={onVisit}
      onClick={(event) => {
        event.stopPropagation()
        onOpen()
      }}
      className="block w-full truncate text-left"
    >
      {children}
    </button>
  )
}
