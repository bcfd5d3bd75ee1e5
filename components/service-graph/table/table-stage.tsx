'use client'
import { FailureNotice } from '@/components/mesh/failure-notice'
import { Skeleton } from '@/components/ui/skeleton'
import { VirtualTable } from '@/components/ui/virtual-table'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import { counted } from '../words'
import { columnsFor } from './columns'
import { directionOf } from './sort'
import { SortHead } from './sort-head'
import { useTableRows } from './use-table-rows'

/** The graph as a table: the same edges, none gathered in groups. */
export function TableStage({
  search,
  onChange,
}: {
  search: GraphScreenSearch
  onChange: (change: Partial<GraphScreenSearch>) => void
}) {
  const { shown, rows, total, more, isChanging, failure, retry } = useTableRows(search)
  if (shown === null)
    return failure ? (
      <div className="grid h-full place-items-center p-4">
        <FailureNotice failure={failure} onRetry={retry} />
      </div>
    ) : (
      <Waiting />
    )
  const { sort, selected, find } = search
  const columns = columnsFor(shown.question).map((column) => ({
    ...column,
    sorted: directionOf(sort, column.sortBy) ?? ('none' as const),
    head: <SortHead column={column} sort={sort} onSort={(next) => onChange({ sort: next })} />,
  }))
  return (
    <div
      aria-busy={isChanging}
      className="absolute inset-0 flex flex-col gap-1.5 p-2 aria-busy:opacity-60"
    >
      <p role="status" className="text-small text-muted">
        {counted(total, 'call')}
        {find !== '' && ' found'}
      </p>
      <VirtualTable
        caption="Calls of the service graph"
        columns={columns}
        rows={rows}
        total={total}
        keyOf={({ id }) => id}
        rowHeight={32}
        minWidth={`${360 + columns.length * 90}px`}
        openable={{
          nameOf: ({ source, target }) => `${source.name} to ${target.name}`,
          isOpen: ({ id }) => id === selected,
          open: ({ id }) => onChange({ selected: id }),
        }}
        onEnd={more}
      />
    </div>
  )
}

const Waiting = () => (
  <div className="flex flex-col gap-3 p-3">
    {Array.from({ length: 12 }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
      <Skeleton key={index} className="h-5" />
    ))}
  </div>
)
