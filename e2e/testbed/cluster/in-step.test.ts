import { expect, test } from 'vitest'
import { isInStep } from './in-step'

test.each([
  ['the same', { replicas: 2 }, { replicas: 2 }, true],
  ['another value', { replicas: 2 }, { replicas: 3 }, false],
  ['a field that the API server added', { replicas: 2, at: 'now' }, { replicas: 2 }, true],
  ['a zero that it left out', {}, { readyReplicas: 0 }, true],
  ['a number that is not there', {}, { readyReplicas: 1 }, false],
  ['an empty list that it left out', {}, { endpoints: [] }, true],
  ['a list that has become empty', { endpoints: [{ a: 1 }] }, { endpoints: [] }, false],
  ['an entry with a time of its own', [{ type: 'Ready', at: null }], [{ type: 'Ready' }], true],
  ['entries in another order', [1, 2], [2, 1], false],
  ['an object where a list should be', {}, [], false],
])('%s', (_, actual, wanted, verdict) => {
  expect(isInStep(actual, wanted)).toBe(verdict)
})
