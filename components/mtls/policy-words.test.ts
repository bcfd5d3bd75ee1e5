import { describe, expect, test } from 'vitest'
import { exceptionWords, sourceWords, stepWords } from './policy-words'

describe('a mode comes from', () => {
  test.each([
    [{ scope: 'default', policy: null }, 'Istio’s default'],
    [{ scope: 'mesh', policy: 'istio-system/default' }, 'mesh policy istio-system/default'],
    // A root namespace that the reader may not see has no name.
    [{ scope: 'mesh', policy: 'mesh policy' }, 'mesh policy'],
    [{ scope: 'namespace', policy: 'shop/default' }, 'shop/default'],
  ] as const)('%j: %s', (from, words) => {
    expect(sourceWords(from)).toBe(words)
  })
})

describe('a step of the chain reads', () => {
  test.each([
    [{ scope: 'default', policy: null, mode: 'PERMISSIVE' }, 'Istio’s default is Permissive'],
    [{ scope: 'mesh', policy: null, mode: null }, 'Mesh: no policy'],
    [{ scope: 'namespace', policy: 'a/b', mode: null }, 'Namespace: a/b says nothing'],
    [{ scope: 'port', policy: 'a/b', mode: 'DISABLE' }, 'Port: a/b says Disabled'],
  ] as const)('%j: %s', (step, words) => {
    expect(stepWords({ ...step, decides: false })).toBe(words)
  })
})

test.each([
  [null, 'ledger disabled'],
  [8080, 'ledger:8080 disabled'],
])('an exception at port %s reads: %s', (port, words) => {
  expect(exceptionWords({ workload: 'ledger', port, mode: 'DISABLE', policy: 'a/b' })).toBe(words)
})
