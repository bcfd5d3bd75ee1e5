import { describe, expect, test } from 'vitest'
import { duplicateFields, duplicateJsonFields, goSyntaxError } from './go-json'

function syntaxErrorOf(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    return goSyntaxError(text, error)
  }
  return 'none'
}

describe('a syntax error in the words of Go', () => {
  test.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":', 'unexpected end of JSON input'],
    ['{nope', "invalid character 'n' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 2}', "invalid character '2' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{}x', "invalid character 'x' after top-level value"],
    ['xope', "invalid character 'x' looking for beginning of value"],
    ['\u0000', "invalid character '\\x00' looking for beginning of value"],
  ])('%j', (text, expected) => {
    expect(syntaxErrorOf(text)).toBe(expected)
  })
})

describe('keys that are written twice', () => {
  test('are found with their path', () => {
    const text = '{"a":{"b":1,"b":2},"c":[{"d":1},{"d":1,"d":2}]}'
    expect(duplicateJsonFields(text, JSON.parse(text))).toEqual(['a.b', 'c[1].d'])
  })

  test('are not seen where text only looks like a key', () => {
    const text = '{"a":"\\"a\\":","b":["a",":"]}'
    expect(duplicateJsonFields(text, JSON.parse(text))).toEqual([])
  })

  test('are found in YAML, too', () => {
    expect(duplicateFields('a: 1\nb: {c: 1, c: 2}\na: 2\n')).toEqual(['b.c', 'a'])
  })
})
