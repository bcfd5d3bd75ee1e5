import { type FieldName, fieldNamed, findFields, type Unit } from './fields'

export type Comparison = '>' | '>=' | '<' | '<=' | '='

/** One thing that is asked; `not` turns it round. */
export type Term = { not: boolean } & (
  | { kind: 'word'; text: string; quoted: boolean }
  | { kind: 'text'; field: FieldName; exact: boolean; values: string[] }
  | { kind: 'number'; field: FieldName; comparison: Comparison; value: number }
)

/** Alternatives, of which one must hold in all of its terms. No alternatives: nothing was asked. */
export type FindQuery = readonly (readonly Term[])[]

/** `at` is where in the text the trouble begins. */
export type FindReading =
  | { kind: 'parsed'; query: FindQuery }
  | { kind: 'refused'; at: number; why: string }

type Token = { text: string; at: number }

/** Words apart by spaces; quotes keep spaces together. */
const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)].map((match) => ({ text: match[0], at: match.index }))

/**
 * `namespace:shop error>1% !idle`: all of them hold. `or` between them: either side does.
 * A word alone is looked for in names; quotes take it as it is written. A share is in per cent.
 */
export function parseFind(text: string): FindReading {
  const alternatives: Term[][] = [[]]
  for (const token of tokensOf(text)) {
    if (token.text.toLowerCase() === 'or') {
      alternatives.push([])
      continue
    }
    const term = termOf(token)
    if (typeof term === 'string') return { kind: 'refused', at: token.at, why: term }
    alternatives.at(-1)?.push(term)
  }
  const query = alternatives.filter((terms) => terms.length > 0)
  return { kind: 'parsed', query }
}

export const isReadable = (text: string): boolean => parseFind(text).kind === 'parsed'

/** The term, or a sentence that says what is wrong with it. */
function termOf({ text }: Token): Term | string {
  const not = /^[!-]./.test(text)
  const bare = not ? text.slice(1) : text
  const [, word = '', operator = '', rest = ''] =
    /^([A-Za-z0-9]+)(:|>=|<=|>|<|=)(.*)$/.exec(bare) ?? []
  if (operator === '') return wordOf(bare, not)
  const field = fieldNamed(word)
  if (field === null) return `There is no field ${word}`
  if (rest === '') return `${word}${operator} wants something after it`
  return findFields[field].type === 'number'
    ? comparisonOf(field, operator, rest, not)
    : textOf(field, operator, rest, not)
}

const isQuoted = (text: string) => text.length > 1 && text.startsWith('"') && text.endsWith('"')
const unquoted = (text: string) => text.replaceAll('"', '')

const wordOf = (text: string, not: boolean): Term => ({
  kind: 'word',
  not,
  text: unquoted(text),
  quoted: isQuoted(text),
})

function textOf(field: FieldName, operator: string, rest: string, not: boolean): Term | string {
  if (operator !== ':' && operator !== '=') return `${field} is a text: write ${field}:${rest}`
  const values = isQuoted(rest) ? [unquoted(rest)] : rest.split(',').map(unquoted).filter(Boolean)
  if (values.length === 0) return `${field}: wants something after it`
  return { kind: 'text', not, field, exact: operator === '=', values }
}

function comparisonOf(
  field: FieldName,
  operator: string,
  rest: string,
  not: boolean,
): Term | string {
  const definition = findFields[field]
  const value = definition.type === 'number' ? numberOf(rest, definition.unit) : null
  if (value === null) return `${field} wants a number after it, as ${examples[field] ?? '10'}`
  // `rate:5` can only mean `rate=5`.
  return {
    kind: 'number',
    not,
    field,
    comparison: operator === ':' ? '=' : asComparison(operator),
    value,
  }
}

const asComparison = (text: string): Comparison =>
  text === '>' || text === '>=' || text === '<' || text === '<=' ? text : '='

const examples: Partial<Record<FieldName, string>> = {
  error: '1%',
  p50: '200ms',
  p95: '200ms',
  p99: '1.5s',
  bytes: '10kB',
}

/** Each unit's words for itself, and how much of the field's own unit each is. */
const units: Record<Unit, Readonly<Record<string, number>>> = {
  // A share without a sign is in per cent too: nobody looks for more than 1 = 100 %.
  percent: { '': 0.01, '%': 0.01 },
  perSecond: { '': 1, '/s': 1, k: 1000, 'k/s': 1000, '/min': 1 / 60, '/m': 1 / 60 },
  milliseconds: { '': 1, ms: 1, s: 1000, min: 60_000 },
  bytes: { '': 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 },
}

function numberOf(text: string, unit: Unit): number | null {
  const match = /^([0-9]*\.?[0-9]+)([a-z%/]*)$/i.exec(
    text.replace(/\/s$/i, unit === 'bytes' ? '' : '$&'),
  )
  const factor = match && units[unit][(match[2] ?? '').toLowerCase()]
  return match && factor !== undefined && factor !== null ? Number(match[1]) * factor : null
}
