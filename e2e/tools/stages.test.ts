import { expect, test } from 'vitest'
import { runStages } from './stages.mjs'
import { stages } from './suites.mjs'

test('lanes run side by side, a lane in its order, and a stage after the one before', async () => {
  const told: string[] = []
  let openGate = () => {}
  const gate = new Promise<void>((resolve) => {
    openGate = resolve
  })
  const run = async (suite: string, isFirst: boolean) => {
    told.push(`${suite} begins${isFirst ? '' : ' beside'}`)
    // The first lane goes on only once the second has come to its second suite.
    if (suite === 'types') await gate
    if (suite === 'stores') openGate()
    told.push(`${suite} ends`)
    return suite.toUpperCase()
  }
  const results = await runStages(
    [
      [
        ['types', 'build'],
        ['bed', 'stores'],
      ],
      [['pages']],
    ],
    run,
  )
  expect(results).toEqual(['TYPES', 'BUILD', 'BED', 'STORES', 'PAGES'])
  expect(told.slice(0, 2)).toEqual(['types begins', 'bed begins beside'])
  expect(told.indexOf('stores begins beside')).toBeLessThan(told.indexOf('types ends'))
  expect(told.at(-2)).toBe('pages begins')
})

const lanes = stages.flat()
const titles = lanes.flat().map(({ title }) => title)

test('every suite runs once, and no page is opened before the build', () => {
  expect(new Set(titles).size).toBe(titles.length)
  const [first = []] = stages
  expect(first.flat().map(({ title }) => title)).toContain('Build')
  expect(titles.filter((title) => title.startsWith('End to end'))).toHaveLength(4)
  expect(first.flat().some(({ title }) => title.startsWith('End to end'))).toBe(false)
})

test('a browser test is in bad weather or not, never in both suites', () => {
  const planOf = (title: string) =>
    lanes
      .flat()
      .find((suite) => suite.title === title)
      ?.plan?.('/reports')
      .commands.flat() ?? []
  const [all, weather] = [planOf('End to end'), planOf('End to end, in bad weather')]
  const pattern = weather[weather.indexOf('--grep') + 1] ?? ''
  expect(all[all.indexOf('--grep-invert') + 1]).toBe(pattern)
  for (const name of ['weather.e2e.ts down', 'weather-writes.e2e.ts a move'])
    expect(name).toMatch(new RegExp(pattern))
  expect('graph.e2e.ts the weather is fine').not.toMatch(new RegExp(pattern))
})
