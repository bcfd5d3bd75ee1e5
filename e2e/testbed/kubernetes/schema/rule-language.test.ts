import { expect, test } from 'vitest'
import { isJsonObject } from '../object'
import { readDefinitions } from '../schemas/definitions'
import { failureWords, ruleOf } from './rule-language'
import type { ValidationRule } from './structural-schema'

/** Every rule of a definition, wherever in its schemas it stands. */
function rulesIn(value: unknown): ValidationRule[] {
  if (Array.isArray(value)) return value.flatMap(rulesIn)
  if (!isJsonObject(value)) return []
  // Kubernetes' own key: nothing else is called so.
  const own = (value['x-kubernetes-validations'] ?? []) as ValidationRule[]
  return [...own, ...Object.values(value).flatMap(rulesIn)]
}

test('every rule of the definitions that the bed serves is understood', () => {
  const rules = new Set(
    readDefinitions()
      .flatMap(rulesIn)
      .map(({ rule }) => rule),
  )
  expect(rules.size).toBeGreaterThan(100)
  expect([...rules].filter((rule) => ruleOf(rule) === null)).toEqual([])
})

test('a rule with functions that nobody knows is left out', () => {
  expect(ruleOf('self.isMonday()')).toBeNull()
})

test.each([
  ['No such key: value', 'no such key: value'],
  [
    'Invalid duration string: soon',
    "type conversion error from 'string' to 'google.protobuf.Duration'",
  ],
  [
    'Invalid URL: nonsense',
    'URL parse error during conversion from string: parse "nonsense": invalid URI for request',
  ],
  ['something else\n| self.a', 'something else'],
])('a rule that failed with %j is told as %j', (error, words) => {
  expect(failureWords(new Error(error))).toBe(words)
})
