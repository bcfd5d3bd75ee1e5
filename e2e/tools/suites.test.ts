import { describe, expect, test } from 'vitest'
import { closingLines, countCommand, countPlaywright, countVitest, judge } from './suites.mjs'

const vitestFile = (status: string, ...tests: [status: string, fullName: string][]) => ({
  status,
  assertionResults: tests.map(([status, fullName]) => ({ status, fullName })),
})

describe('Vitest', () => {
  test('counts tests and names those that were skipped', () => {
    const report = {
      testResults: [
        vitestFile('passed', ['passed', 'a'], ['skipped', 'b: needs root']),
        vitestFile('failed', ['passed', 'c'], ['failed', 'd'], ['todo', 'e']),
      ],
    }
    expect(countVitest(report)).toEqual({ passed: 2, failed: 1, skips: ['b: needs root', 'e'] })
  })

  test('a file that could not be loaded has failed', () => {
    const report = { testResults: [vitestFile('passed', ['passed', 'a']), vitestFile('failed')] }
    expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skips: [] })
  })
})

describe('Playwright', () => {
  const spec = (title: string, status: string, reason?: string) => ({
    title,
    tests: [{ status, annotations: reason ? [{ type: 'skip', description: reason }] : [] }],
  })

  test('counts specs at every depth and gives the reason of a skip', () => {
    const report = {
      suites: [
        { specs: [spec('a', 'expected')], suites: [{ specs: [spec('b', 'unexpected')] }] },
        { specs: [spec('c', 'flaky'), spec('d', 'skipped', 'no display'), spec('e', 'skipped')] },
      ],
    }
    const skips = ['d: no display', 'e']
    expect(countPlaywright(report)).toEqual({ passed: 2, failed: 1, skips })
  })

  test('an error outside of any test has failed', () => {
    const report = { suites: [{ specs: [spec('a', 'expected')] }], errors: [{ message: 'setup' }] }
    expect(countPlaywright(report)).toMatchObject({ passed: 1, failed: 1 })
  })
})

test.each([
  ['ran and passed', { passed: 3, failed: 0, skips: [] }, 0, 0],
  ['ran and failed', { passed: 3, failed: 2, skips: [] }, 1, 2],
  ['crashed after its tests', { passed: 3, failed: 0, skips: [] }, 1, 1],
  ['ran nothing', { passed: 0, failed: 0, skips: [] }, 0, 1],
  ['skipped everything', { passed: 0, failed: 0, skips: ['a'] }, 0, 1],
  ['was killed', { passed: 0, failed: 0, skips: [] }, null, 1],
])('a suite that %s', (_, count, exitCode, failed) => {
  expect(judge(count, exitCode).failed).toBe(failed)
})

test('a command without tests counts as one', () => {
  expect(countCommand(0)).toEqual({ passed: 1, failed: 0, skips: [] })
  expect(countCommand(2)).toEqual({ passed: 0, failed: 1, skips: [] })
})

test('the last line sums every suite, the one before names the skips', () => {
  const counts = [
    { passed: 1, failed: 0, skips: [] },
    { passed: 40, failed: 2, skips: ['b: needs root'] },
  ]
  expect(closingLines(counts)).toEqual(['Skipped 1: b: needs root', '41 passed, 2 failed'])
  expect(closingLines([])).toEqual(['Skipped: none', '0 passed, 0 failed'])
})
