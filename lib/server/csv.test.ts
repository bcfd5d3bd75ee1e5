import fc from 'fast-check'
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

/** As a spreadsheet reads a row of RFC 4180. */
const cellsOf = (row: string) =>
  [...row.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  )

test('any text is one cell that is no formula, and stays what it is', () => {
  const text = fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '＝',
        '\t',
        '\r',
        '\n',
        '"',
        ',',
        "'",
        ';',
        'cmd|A0',
        ' ',
      ),
    )
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.string()), { minLength: 1 }), (row) => {
      const read = cellsOf(toCsv([row]))
      expect(read.map((cell) => cell.replace(/^'(?=[=+\-@＝＋－＠\t\r\n])/, ''))).toEqual(
        row.map((cell) => cell.replace(/^'(?=[=+\-@＝＋－＠\t\r\n])/, '')),
      )
      expect(read.filter((cell) => /^[=+\-@＝＋－＠\t\r\n]/.test(cell))).toEqual([])
    }),
  )
})
