// No 'server-only' here: the parse worker, which no browser can reach, is bundled on its own.

/** Which labels to keep: series that agree on all of `groupLabels` form one group. */
export type VectorShape = { groupLabels: readonly string[]; labels: readonly string[] }

/**
 * An instant vector as columns. Labels are numbers into `strings`: in a mesh the same few thousand
 * texts occur in every series, and columns cross from the worker without being copied.
 */
export type VectorTable = {
  strings: string[]
  /** One row of `groupLabels` for each group. */
  groups: Uint32Array
  /** For each series: its group. */
  groupOf: Uint32Array
  /** One row of `labels` for each series. */
  labels: Uint32Array
  values: Float64Array
  warnings: string[]
}

export type VectorReading =
  | { kind: 'vector'; table: VectorTable }
  | { kind: 'error'; errorType: string; error: string }
  /** Not JSON, cut short, or of another shape. `why` is for the log. */
  | { kind: 'malformed'; why: string }

type Envelope = {
  status?: unknown
  errorType?: unknown
  error?: unknown
  warnings?: unknown
  data?: { resultType?: unknown; result?: unknown } | null
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
export function parseVector(text: string, shape: VectorShape): VectorReading {
  const reply = parseJson(text)
  if (reply === null) return { kind: 'malformed', why: `not JSON: ${text.slice(0, 200)}` }
  if (reply.status === 'error')
    return { kind: 'error', errorType: String(reply.errorType), error: String(reply.error) }
  const { resultType, result } = reply.data ?? {}
  if (reply.status !== 'success' || resultType !== 'vector' || !Array.isArray(result))
    return { kind: 'malformed', why: `no vector: ${text.slice(0, 200)}` }
  const table = toTable(result, shape)
  if (table === null) return { kind: 'malformed', why: 'a series of another shape' }
  const warnings = Array.isArray(reply.warnings) ? reply.warnings.map(String) : []
  return { kind: 'vector', table: { ...table, warnings } }
}

/** What moves to another thread instead of being copied. */
export const transferables = ({ groups, groupOf, labels, values }: VectorTable) => [
  groups.buffer as ArrayBuffer,
  groupOf.buffer as ArrayBuffer,
  labels.buffer as ArrayBuffer,
  values.buffer as ArrayBuffer,
]

/** Values are texts because JSON has no infinity. */
export function prometheusNumber(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  return text === '' ? Number.NaN : Number(text)
}

function parseJson(text: string): Envelope | null {
  try {
    const reply: unknown = JSON.parse(text)
    return typeof reply === 'object' && reply !== null ? reply : null
  } catch {
    // The caller says what came instead.
    return null
  }
}

/** By hand, not by zod: a mesh of 500 services answers 14,000 series, and this is half the work. */
function toTable(result: unknown[], shape: VectorShape): Omit<VectorTable, 'warnings'> | null {
  const strings = dictionary()
  const groups = dictionary()
  const groupRows: number[] = []
  const groupOf = new Uint32Array(result.length)
  const labels = new Uint32Array(result.length * shape.labels.length)
  const values = new Float64Array(result.length)
  let at = 0
  for (const [row, series] of result.entries()) {
    if (!isSeries(series)) return null
    const group = shape.groupLabels.map((label) => strings.idOf(series.metric[label] ?? ''))
    const known = groups.values.length
    const id = groups.idOf(group.join())
    if (id === known) groupRows.push(...group)
    groupOf[row] = id
    for (const label of shape.labels) labels[at++] = strings.idOf(series.metric[label] ?? '')
    values[row] = prometheusNumber(series.value[1])
  }
  return { strings: strings.values, groups: Uint32Array.from(groupRows), groupOf, labels, values }
}

type Series = { metric: Record<string, string>; value: [number, string] }

function isSeries(series: unknown): series is Series {
  if (typeof series !== 'object' || series === null) return false
  const { metric, value } = series as Partial<Record<keyof Series, unknown>>
  return (
    typeof metric === 'object' &&
    metric !== null &&
    Array.isArray(value) &&
    typeof value[1] === 'string'
  )
}

function dictionary() {
  const ids = new Map<string, number>()
  const values: string[] = []
  return {
    values,
    idOf(text: string): number {
      const known = ids.get(text)
      if (known !== undefined) return known
      ids.set(text, values.length)
      values.push(text)
      return values.length - 1
    },
  }
}
