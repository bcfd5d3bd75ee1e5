import { isIP } from 'node:net'
import { Environment } from '@marcbachmann/cel-js'

/** A URL as Kubernetes' library knows it: absolute, or a path from the root. */
function parseUrl(text: string): URL {
  if (text.startsWith('/')) return new URL(text, 'none:')
  if (!URL.canParse(text)) throw new Error(`Invalid URL: ${text}`)
  return new URL(text)
}

const schemeOf = ({ protocol }: URL) => (protocol === 'none:' ? '' : protocol.replace(/:$/, ''))

/**
 * CEL with the part of Kubernetes' own functions that the bed's definitions use.
 * https://kubernetes.io/docs/reference/using-api/cel/
 */
const language = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
})
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn')
  .registerType('URL', URL)
  .registerFunction('isURL(string): bool', (text: string) =>
    text.startsWith('/') ? true : URL.canParse(text),
  )
  .registerFunction('url(string): URL', parseUrl)
  .registerFunction('URL.getScheme(): string', schemeOf)
  .registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0)

/** What the API server's own implementation says where this one says something else. */
const failures: readonly [RegExp, string][] = [
  [/^No such key: (.*)$/, 'no such key: $1'],
  [/^int\(\) type error: .*$/, "type conversion error from 'string' to 'int'"],
  [
    /^Invalid duration string: .*$/,
    "type conversion error from 'string' to 'google.protobuf.Duration'",
  ],
  [
    /^Invalid URL: (.*)$/,
    'URL parse error during conversion from string: parse "$1": invalid URI for request',
  ],
]

export function failureWords(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const known = failures.find(([pattern]) => pattern.test(first))
  return known ? first.replace(...known) : first
}

export type Rule = (self: unknown, oldSelf: unknown) => boolean

/** The library's `has` takes no index on the way to a field; `in` asks the same. */
const withoutIndexedHas = (rule: string) =>
  rule.replaceAll(/has\((self[\w.]*\[\d+\])\.(\w+)\)/g, '("$2" in $1)')

const rules = new Map<string, Rule | null>()

function compile(text: string): Rule | null {
  try {
    const evaluate = language.parse(withoutIndexedHas(text))
    if (!evaluate.check().valid) return null
    return (self, oldSelf) => evaluate({ self, oldSelf }) === true
  } catch {
    // Not in the subset of the language that is known here: see ruleOf.
    return null
  }
}

/** null for a rule with functions that are not known here, which is then not evaluated. */
export function ruleOf(text: string): Rule | null {
  const known = rules.get(text)
  if (known !== undefined) return known
  const rule = compile(text)
  rules.set(text, rule)
  return rule
}
