import 'server-only'
import { type Matcher, quote } from './promql'

/**
 * Puts matchers into every selector of a query, at the very edge, so that no question can leave
 * without them, whoever wrote it. All of ours are written by `promql.ts`, where every selector has
 * its braces; a text without any is refused rather than sent as it is.
 */
export function withFixedMatchers(query: string, matchers: readonly Matcher[]): string {
  if (matchers.length === 0) return query
  const fixed = matchers
    .map(([label, operator, value]) => label + operator + quote(value))
    .join(',')
  let selectors = 0
  const text = query.replaceAll(stringOrSelector, (part, rest: string | undefined) => {
    if (rest === undefined) return part
    selectors++
    return `{${fixed}${rest === '}' ? '}' : `,${rest}`}`
  })
  if (selectors === 0) throw new Error(`a question without a selector: ${query.slice(0, 200)}`)
  return text
}

/** A quoted string, which is passed over, or the brace of a selector and what comes after it. */
const stringOrSelector = /"(?:[^"\\]|\\.)*"|\{([^"]?)/g

const onePattern = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/

/** `cluster="east",tenant=~"a|b"`; `null` for what is not written like that. */
export function parseMatchers(text: string): Matcher[] | null {
  const matchers: Matcher[] = []
  let rest = text
  while (rest.trim() !== '') {
    const match = onePattern.exec(rest)
    if (!match) return null
    const [whole, label = '', operator = '', value = ''] = match
    // The pattern allows these four only.
    matchers.push([label, operator as Matcher[1], value.replace(/\\(.)/g, '$1')])
    rest = rest.slice(whole.length)
  }
  return matchers
}
