import { expect, test } from 'vitest'
import { openedWords, withOpened, withoutOpened } from './opened'

test.each([
  ['a namespace', ['ns/b'], 'ns/a', ['ns/a', 'ns/b']],
  ['one that is open', ['ns/a'], 'ns/a', ['ns/a']],
  ['more of a namespace, once more', ['more/a/60', 'ns/a'], 'more/a/120', ['more/a/120', 'ns/a']],
  ['more of another', ['more/a/60'], 'more/b/60', ['more/a/60', 'more/b/60']],
  ['more of the mesh', ['more/15', 'more/a/60'], 'more/30', ['more/30', 'more/a/60']],
])('opening %s', (_, opened, token, after) => {
  expect(withOpened(opened, token)).toEqual(after)
})

test('what is closed leaves the others open', () => {
  expect(withoutOpened(['ns/a', 'ns/b'], 'ns/a')).toEqual(['ns/b'])
})

test.each([
  ['ns/shop', 'shop'],
  ['app/shop/reviews', 'reviews in shop'],
  ['more/shop/60', '60 of shop'],
  ['more/30', '30 of all'],
  ['x', 'x'],
])('%s reads %s', (token, words) => expect(openedWords(token)).toBe(words))
