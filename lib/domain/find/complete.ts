import type { ServiceGraph } from '../service-graph/graph'
import {
  type Field,
  type FieldName,
  fieldNamed,
  findFields,
  nameOf,
  type TextField,
} from './fields'

/** `text` is what to write instead of the characters from `from` to `to`. */
export type Completion = { text: string; help: string; from: number; to: number }

const most = 8

// The keys of a literal are known: Object.keys only widens them to string.
const fieldNames = Object.keys(findFields) as FieldName[]

/**
 * What could stand where the caret is: a field, one of a field's values, or a name on screen. In
 * front of the caret counts only, so that a word may be completed in the middle of a question.
 */
export function completionsOf(text: string, caret: number, graph: ServiceGraph): Completion[] {
  const before = text.slice(0, caret)
  const word = /[^\s]*$/.exec(before)?.[0] ?? ''
  const sign = /^[!-]/.exec(word)?.[0] ?? ''
  const bare = word.slice(sign.length)
  const asked = /^([A-Za-z0-9]+)[:=](.*)$/.exec(bare)
  const at = (typed: string) => ({ from: caret - typed.length, to: caret })
  if (asked) {
    const field = fieldNamed(asked[1] ?? '')
    // Only the last of `a,b` is being written.
    const typed = (asked[2] ?? '').split(',').at(-1) ?? ''
    return field === null
      ? []
      : valuesOf(field, typed, graph).map((one) => ({ ...one, ...at(typed) }))
  }
  if (/[<>=]/.test(bare)) return []
  return [...fieldsLike(bare), ...namesLike(bare, graph)]
    .slice(0, most)
    .map((one) => ({ ...one, ...at(bare) }))
}

type Offer = Pick<Completion, 'text' | 'help'>

const startsLike = (value: string, typed: string) =>
  value.toLowerCase().startsWith(typed.toLowerCase())

const fieldsLike = (typed: string): Offer[] =>
  fieldNames
    .filter((name) => startsLike(name, typed))
    .map((name) => {
      const field: Field = findFields[name]
      return { text: name + (field.type === 'text' ? ':' : '>'), help: field.help }
    })

/** Nothing is typed: then fields are offered, and not every name there is. */
function namesLike(typed: string, { nodes }: ServiceGraph): Offer[] {
  if (typed === '') return []
  const names = new Set(nodes.map(nameOf))
  return [...names]
    .filter((name) => name.toLowerCase().includes(typed.toLowerCase()) && name !== typed)
    .sort()
    .map((name) => ({ text: asWord(name), help: 'a name on screen' }))
}

/** A name with spaces is one word in quotes. */
const asWord = (value: string) => (/\s/.test(value) ? `"${value}"` : value)

function valuesOf(name: FieldName, typed: string, graph: ServiceGraph): Offer[] {
  const field: Field = findFields[name]
  if (field.type === 'number') return []
  const values = field.values ?? [...valuesSeen(field, graph)].sort()
  return values
    .filter((value) => startsLike(value, typed) && value !== typed)
    .slice(0, most)
    .map((value) => ({ text: asWord(value), help: field.help }))
}

function valuesSeen(field: TextField, { nodes, edges }: ServiceGraph): Set<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const seen = new Set(nodes.flatMap((node) => field.read({ kind: 'node', node }) ?? []))
  for (const edge of edges) {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)]
    if (!source || !target) continue
    for (const value of field.read({ kind: 'edge', edge, source, target }) ?? []) seen.add(value)
  }
  seen.delete('')
  return seen
}
