// No 'server-only' here: the drawing worker, which no browser can reach, is bundled on its own.
export type Cell = string | number | boolean | null

/**
 * RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front: hosts
 * are whatever a caller wrote into a header.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export const toCsv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')

function toCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = /^[=+\-@＝＋－＠\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
