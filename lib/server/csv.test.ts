import { expect, test } from 'vitest'
import { toCsv } from './csv'

test.each([
  ['numbers and words', ['a', 1.5, true], 'a,1.5,true\r\n'],
  ['what is absent is empty, and not zero', [null, 0], ',0\r\n'],
  ['commas, quotes and new lines', ['a,b', 'c"d', 'e\nf'], '"a,b","c""d","e\nf"\r\n'],
  ['no formula', ['=HYPERLINK("http://a")', '@b', '-1'], `"'=HYPERLINK(""http://a"")",'@b,'-1\r\n`],
  ['a negative number is a number', [-1], '-1\r\n'],
])('%s', (_, row, expected) => {
  expect(toCsv([row])).toBe(expected)
})
