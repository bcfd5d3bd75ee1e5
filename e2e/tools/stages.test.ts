import { readdirSync } from 'node:fs'
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
  expect(titles.filter((title) => title.startsWith('End to end'))).toHaveLength(5)
  expect(first.flat().some(({ title }) => title.startsWith('End to end'))).toBe(false)
})

test('a browser test runs once: in one of the suites, or by hand where it says so', () => {
  const argument = (title: string, flag: string) => {
    const suite = lanes.flat().find((one) => one.title === title)
    const words = suite?.plan?.('/reports').commands.flat() ?? []
    return new RegExp(words[words.indexOf(flag) + 1] ?? '')
  }
  const others = argument('End to end', '--grep-invert')
  const chosen = ['in bad weather', 'in a whole mesh'].map((suite) =>
    argument(`End to end, ${suite}`, '--grep'),
  )
  const runsOf = (file: string) =>
    Number(!others.test(file)) + chosen.filter((pattern) => pattern.test(file)).length
  const files = readdirSync('e2e').filter((name) => name.endsWith('.e2e.ts'))
  expect(files.filter((file) => runsOf(file) !== 1)).toEqual(['readable-2000.e2e.ts'])
  expect(runsOf('readable-2000.e2e.ts')).toBe(0)
  expect('graph.e2e.ts the weather is fine').not.toMatch(others)
})
