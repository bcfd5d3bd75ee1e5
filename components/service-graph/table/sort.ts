import type { TableColumn, TableSort } from '@/lib/domain/service-graph/table'

export type Direction = 'ascending' | 'descending'

/** `null` where the rows have another order. */
export function directionOf(sort: TableSort, column: TableColumn): Direction | null {
  if (sort === column) return 'ascending'
  return sort === `-${column}` ? 'descending' : null
}

/** A figure's largest come first, a name's first letters; the second time it is turned round. */
export function sortAfter(sort: TableSort, column: TableColumn, isNumber: boolean): TableSort {
  const first: TableSort = isNumber ? `-${column}` : column
  if (sort !== first) return first
  return isNumber ? column : `-${column}`
}
