const page = 15

/** Where a key leads from a row; `null` when it is not one that moves, or there are no rows. */
export function rowAfterKey(key: string, from: number, rows: number): number | null {
  const last = rows - 1
  const moves: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: last,
  }
  const to = moves[key]
  return to === undefined || rows === 0 ? null : Math.min(last, Math.max(0, to))
}
