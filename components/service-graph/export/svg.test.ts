// @vitest-environment jsdom
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { element, escapeXml } from './svg'

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        ']]>',
        '<!--',
        '<script>',
        '&amp;',
        '\u0000',
        '\ud800',
        '\uffff',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
  )
  .map((parts) => parts.join(''))

test('any text is text and an attribute, and no element', () => {
  fc.assert(
    fc.property(nasty, nasty, (title, label) => {
      const drawn = element('text', { 'aria-label': label }, escapeXml(title))
      const document = new DOMParser().parseFromString(drawn, 'image/svg+xml')
      expect(document.querySelector('parsererror')).toBeNull()
      expect(document.documentElement.nodeName).toBe('text')
      expect(document.documentElement.attributes).toHaveLength(1)
      expect(document.documentElement.children).toHaveLength(0)
    }),
  )
})
