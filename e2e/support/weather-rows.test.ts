import { describe, expect, test } from 'vitest'
import { healing, rows, switches, writes } from './weather-rows'

const names = (table: Readonly<Record<string, object>>) =>
  Object.entries(table).flatMap(([group, titles]) =>
    Object.keys(titles).map((title) => `${group}: ${title}`),
  )
const nameOf = ({ group, title }: { group: string; title: string }) => `${group}: ${title}`
const thrown = switches.map(nameOf)
const groups = [...new Set(switches.map(({ group }) => group))]

/** Thrown in tests of their own, which read numbers and not words. */
const isOfNumbers = (name: string) => /^(Restart: |Traffic: ×)/.test(name)

describe('the switches of the weather page', () => {
  const tested = new Set([...names(rows), ...names(writes), ...groups.map(healing).map(nameOf)])

  test.each(thrown.filter((name) => !isOfNumbers(name)))(
    '%s has a row that says what the page says of it',
    (name) => {
      expect(tested).toContain(name)
    },
  )

  test('no row is of a switch that is gone', () => {
    expect(thrown).toEqual(expect.arrayContaining([...tested]))
  })

  test('whatever strikes writes alone says what becomes of a write', () => {
    const onlyWrites = thrown.filter((name) => /: writes |put back|new status/.test(name))
    expect(onlyWrites.length).toBeGreaterThan(5)
    expect(names(writes)).toEqual(expect.arrayContaining(onlyWrites))
  })
})
