import { describe, expect, test } from 'vitest'
import { closingLines, countCommand, countPlaywright, countVitest, judge } from './suites.mjs'

const vitestFile = (status: string, ...tests: [status: string, fullName: string][]) => ({
  name: '/somewhere/a.test.ts',
  message: status === 'failed' ? 'Cannot find module' : '',
  status,
  assertionResults: tests.map(([status, fullName]) => ({
    status,
    fullName,
    failureMessages:
      status === 'failed' ? ['AssertionError: \u001b[31mexpected 1\u001b[39m\nat a'] : [],
  })),
})

describe('Vitest', () => {
  test('counts tests and names those that failed or were skipped', () => {
    const report = {
      testResults: [
        vitestFile('passed', ['passed', 'a'], ['skipped', 'b: needs root']),
        vitestFile('failed', ['passed', 'c'], ['failed', 'd'], ['todo', 'e']),
      ],
    }
    expect(countVitest(report)).toEqual({
      passed: 2,
      failures: ['d: AssertionError: expected 1'],
      skips: ['b: needs root', 'e'],
    })
  })

  test('a file that could not be loaded has failed', () => {
    const report = { testResults: [vitestFile('passed', ['passed', 'a']), vitestFile('failed')] }
    const failures = ['a.test.ts: Cannot find module']
    expect(countVitest(report)).toEqual({ passed: 1, failures, skips: [] })
  })
})

describe('Playwright', () => {
  const spec = (title: string, status: string, reason?: string) => ({
    title,
    tests: [
      {
        status,
        annotations: reason ? [{ type: 'skip', description: reason }] : [],
        results: status === 'unexpected' ? [{ error: { message: 'Timed out\nat b' } }] : [],
      },
    ],
  })

  test('counts specs at every depth and gives the reason of a skip', () => {
    const report = {
      suites: [
        { specs: [spec('a', 'expected')], suites: [{ specs: [spec('b', 'unexpected')] }] },
        { specs: [spec('c', 'flaky'), spec('d', 'skipped', 'no display'), spec('e', 'skipped')] },
      ],
    }
    const skips = ['d: no display', 'e']
    const failures = ['b: Timed out']
    expect(countPlaywright(report)).toEqual({ passed: 2, failures, skips })
  })

  test('an error outside of any test has failed', () => {
    const report = { suites: [{ specs: [spec('a', 'expected')] }], errors: [{ message: 'setup' }] }
    expect(countPlaywright(report)).toMatchObject({
      passed: 1,
      failures: ['outside of any test: setup'],
    })
  })
})

test.each([
  ['ran and passed', { passed: 3, failures: [], skips: [] }, 0, []],
  ['ran and failed', { passed: 3, failures: ['a', 'b'], skips: [] }, 1, ['a', 'b']],
  [
    'crashed after its tests',
    { passed: 3, failures: [], skips: [] },
    1,
    ['outside of any test: ended with 1, 3 tests ran'],
  ],
  [
    'ran nothing',
    { passed: 0, failures: [], skips: [] },
    0,
    ['outside of any test: ended with 0, 0 tests ran'],
  ],
  [
    'skipped everything',
    { passed: 0, failures: [], skips: ['a'] },
    0,
    ['outside of any test: ended with 0, 0 tests ran'],
  ],
  [
    'was killed',
    { passed: 0, failures: [], skips: [] },
    null,
    ['outside of any test: ended with null, 0 tests ran'],
  ],
])('a suite that %s', (_, count, exitCode, failures) => {
  expect(judge(count, exitCode).failures).toEqual(failures)
})

test('a command without tests counts as one', () => {
  expect(countCommand(0)).toEqual({ passed: 1, failures: [], skips: [] })
  expect(countCommand(2)).toMatchObject({ passed: 0, failures: ['ended with 2'] })
})

test('the last line sums every suite, those before name what failed and was skipped', () => {
  const counts = [
    { title: 'Lint', passed: 1, failures: [], skips: [] },
    { title: 'Unit', passed: 40, failures: ['a', 'b'], skips: ['c: needs root'] },
  ]
  expect(closingLines(counts)).toEqual([
    'Failed: Unit: a',
    'Failed: Unit: b',
    'Skipped 1: c: needs root',
    '41 passed, 2 failed',
  ])
  expect(closingLines([])).toEqual(['Skipped: none', '0 passed, 0 failed'])
})
