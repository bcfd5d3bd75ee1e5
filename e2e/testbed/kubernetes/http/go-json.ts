import { isMap, isScalar, type Node, parseDocument } from 'yaml'
import { isJsonObject } from '../object'

/**
 * Go's words for a syntax error, from V8's for the same text. `encoding/json` names the character
 * and where its scanner was; V8 tells the position and what it would have expected there.
 */
const goWords: readonly (readonly [RegExp, string])[] = [
  [/Expected property name/, 'looking for beginning of object key string'],
  [/Expected double-quoted property name/, 'looking for beginning of object key string'],
  [/Expected ':' after property name/, 'after object key'],
  [/Expected ',' or '}' after property value/, 'after object key:value pair'],
  [/Expected ',' or '\]' after array element/, 'after array element'],
  [/Unexpected non-whitespace character after JSON/, 'after top-level value'],
  [/Bad control character in string/, 'in string literal'],
  [/Bad escaped character/, 'in string escape code'],
]

const quoteCharacter = (character: string) => {
  const code = character.charCodeAt(0)
  return code < 0x20 ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${character}'`
}

/** V8 leaves the position out for very short texts: then the first odd character is it. */
function positionOf(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1]
  if (told !== undefined) return Number(told)
  const character = /Unexpected token '?(.)/s.exec(message)?.[1] ?? ''
  return Math.max(0, text.indexOf(character))
}

export function goSyntaxError(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (text.trim() === '' || /Unexpected end|Unterminated string/.test(message)) {
    return 'unexpected end of JSON input'
  }
  const where = goWords.find(([pattern]) => pattern.test(message))?.[1]
  const character = quoteCharacter(text[positionOf(text, message)] ?? '')
  return `invalid character ${character} ${where ?? 'looking for beginning of value'}`
}

function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + countKeys(entry), 0)
  if (!isJsonObject(value)) return 0
  return Object.values(value).reduce<number>((sum, entry) => sum + 1 + countKeys(entry), 0)
}

const stringOrKey = /"(?:[^"\\]|\\.)*"(\s*:)?/g

const writtenKeys = (text: string) =>
  [...text.matchAll(stringOrKey)].filter((match) => match[1] !== undefined).length

function duplicatesIn(node: Node | null, path: string, found: string[]): void {
  if (node === null || !('items' in node) || !Array.isArray(node.items)) return
  if (!isMap(node)) {
    node.items.forEach((item, index) => {
      duplicatesIn(item as Node, `${path}[${index}]`, found)
    })
    return
  }
  const seen = new Set<string>()
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : ''
    const keyPath = path === '' ? key : `${path}.${key}`
    if (seen.has(key)) found.push(keyPath)
    seen.add(key)
    duplicatesIn(pair.value as Node | null, keyPath, found)
  }
}

/** Paths of keys that an object names twice, in JSON or YAML. */
export function duplicateFields(text: string): string[] {
  const found: string[] = []
  duplicatesIn(parseDocument(text, { uniqueKeys: false }).contents, '', found)
  return found
}

/** Cheap for the usual body without duplicates: as many keys came out as were written. */
export const duplicateJsonFields = (text: string, value: unknown) =>
  writtenKeys(text) === countKeys(value) ? [] : duplicateFields(text)
