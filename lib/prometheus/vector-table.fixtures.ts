import { parseVector, type VectorShape, type VectorTable } from './parse-vector'

/** What the parser makes of these series: labels and value of each, as a store sends them. */
export function vectorTable(
  shape: VectorShape,
  series: readonly (readonly [Record<string, string>, string])[],
): VectorTable {
  const result = series.map(([metric, value]) => ({ metric, value: [1, value] }))
  const text = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
  const reading = parseVector(text, shape)
  if (reading.kind !== 'vector') throw new Error(reading.kind)
  return reading.table
}
