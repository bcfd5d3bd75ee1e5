import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelled, oneOf, quote, selector, unlessOn } from './promql'

/** Reads a double-quoted Go string the way PromQL's lexer does; throws when it does not end right. */
function unquote(text: string): string {
  const inside = /^"((?:[^"\\\n]|\\["\\nr])*)"$/.exec(text)?.[1]
  if (inside === undefined) throw new Error(`no string: ${text}`)
  return inside.replace(/\\(.)/g, (_, char: string) =>
    char === 'n' ? '\n' : char === 'r' ? '\r' : char,
  )
}

const anything = fc.string({ unit: 'binary' })
const nasty = fc.oneof(
  anything,
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '"} or vector(1) #',
    'a\nb',
    '<script>',
    '{{',
    '$1',
    '\\Q',
    '\r',
  ),
)

test('any label value is one string and stays what it is', () => {
  fc.assert(
    fc.property(nasty, (value) => {
      expect(unquote(quote(value))).toBe(value)
    }),
  )
})

test('a pattern matches the values it was made of, whole, and no other', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), nasty, (values, other) => {
      // RE2 and JavaScript agree on what is escaped here; Prometheus anchors and lets . match \n.
      const pattern = new RegExp(`^(?:${oneOf(values)})$`, 's')
      expect(values.every((value) => pattern.test(value))).toBe(true)
      expect(pattern.test(other)).toBe(values.includes(other))
    }),
  )
})

describe('the text of a query', () => {
  test('of a selector', () => {
    const text = selector('istio_requests_total', [
      ['reporter', '=', 'source'],
      ['source_workload', '=~', oneOf(['reviews-v1', 'a.b'])],
      ['response_flags', '!=', 'say "UF"'],
    ])
    expect(text).toBe(
      'istio_requests_total{reporter="source",source_workload=~"reviews-v1|a\\\\.b",response_flags!="say \\"UF\\""}',
    )
  })

  test('of an exception', () => {
    expect(unlessOn(['a', 'b'], 'x', 'y')).toBe('(x unless on (a,b) y)')
  })

  test('of a label’s value that looks like a group of a pattern', () => {
    expect(labelled('x', 'fact', 'costs $1')).toBe('label_replace(x, "fact", "costs $$1", "", "")')
  })
})
