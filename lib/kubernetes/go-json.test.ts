import { expect, test } from 'vitest'
import { goJson } from './go-json'

test('escapes what Go escapes, and is the same value', () => {
  const value = { '<key>': ['a > b & c', 'line\u2028end\u2029', 'ä "quoted" \\ \n'] }
  const text = goJson(value)
  expect(text).toBe(
    '{"\\u003ckey\\u003e":["a \\u003e b \\u0026 c","line\\u2028end\\u2029","ä \\"quoted\\" \\\\ \\n"]}',
  )
  expect(JSON.parse(text)).toEqual(value)
})
