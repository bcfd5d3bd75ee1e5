import { ArrowDown, ArrowUp } from 'lucide-react'
import type { TableSort } from '@/lib/domain/service-graph/table'
import type { EdgeColumn } from './columns'
import { directionOf, sortAfter } from './sort'

/** A column's name; pressed, the rows are put in its order. */
export function SortHead({
  column: { sortBy, name, meaning, isFigure = false },
  sort,
  onSort,
}: {
  column: EdgeColumn
  sort: TableSort
  onSort: (sort: TableSort) => void
}) {
  const direction = directionOf(sort, sortBy)
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      title={meaning}
      onClick={() => onSort(sortAfter(sort, sortBy, isFigure))}
      className={`flex h-8 w-full items-center gap-1 hover:text-text ${
        isFigure ? 'flex-row-reverse' : ''
      } ${direction ? 'text-text' : ''}`}
    >
      <span className="truncate">{name}</span>
      {direction && <Arrow aria-hidden className="size-3.5 shrink-0" />}
    </button>
  )
}
