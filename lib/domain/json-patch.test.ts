import fc from 'fast-check'
import { applyPatch } from 'rfc6902'
import { describe, expect, test } from 'vitest'
import {
  canonicalJson,
  failedTest,
  isEqual,
  type PatchOperation,
  pointerStep,
  valueAt,
  withPatch,
} from './json-patch'

const route = {
  metadata: { uid: 'a1', annotations: { 'binnacle.dev/changes': '[]', 'a~b': 'tilde' } },
  spec: { http: [{ route: [{ weight: 80 }, {}] }] },
}

describe('a pointer', () => {
  test.each([
    ['/metadata/uid', 'a1'],
    ['/spec/http/0/route/0/weight', 80],
    ['/spec/http/0/route/1/weight', undefined],
    ['/spec/http/7/route', undefined],
    ['/metadata/annotations/binnacle.dev~1changes', '[]'],
    ['/metadata/annotations/a~0b', 'tilde'],
    ['/metadata/uid/length', undefined],
    ['/constructor', undefined],
    ['', route],
  ])('%s leads to %j', (pointer, value) => {
    expect(valueAt(route, pointer)).toEqual(value)
  })

  test('escapes what a key may hold', () => {
    expect(pointerStep('binnacle.dev/a~b')).toBe('binnacle.dev~1a~0b')
  })
})

describe('a patch', () => {
  const patch: PatchOperation[] = [
    { op: 'test', path: '/metadata/uid', value: 'a1' },
    { op: 'replace', path: '/spec/http/0/route/0/weight', value: 50 },
    { op: 'add', path: '/spec/http/0/route/1/weight', value: 50 },
    { op: 'replace', path: '/metadata/annotations/binnacle.dev~1changes', value: '[1]' },
    { op: 'remove', path: '/metadata/annotations/a~0b' },
  ]

  test('writes what an implementation of others writes, and leaves the original alone', () => {
    const theirs = structuredClone(route)
    expect(applyPatch(theirs, patch).filter(Boolean)).toEqual([])
    expect(withPatch(route, patch)).toEqual(theirs)
    expect(route.spec.http[0]?.route).toEqual([{ weight: 80 }, {}])
  })

  test('that writes to where nothing is, is a fault of ours', () => {
    const lost: PatchOperation = { op: 'add', path: '/spec/http/3/route/0/weight', value: 1 }
    expect(() => withPatch(route, [lost])).toThrow('has no place')
  })

  test.each([
    ['another value', '/metadata/uid', 'b2', true],
    ['the same value', '/metadata/uid', 'a1', false],
    ['absence, of what is absent', '/spec/http/0/route/1/weight', null, false],
    ['absence, of what is there', '/spec/http/0/route/0/weight', null, true],
  ])('tests %s', (_, path, value, fails) => {
    expect(failedTest(route, [{ op: 'test', path, value }]) !== undefined).toBe(fails)
  })
})

describe('canonical JSON', () => {
  test('has one text for values that are equal, and another for those that are not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        // −0 and 0 are one number in JSON.
        const [valueA, valueB] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))]
        expect(canonicalJson(valueA) === canonicalJson(valueB)).toBe(isEqual(valueA, valueB))
        expect(JSON.parse(canonicalJson(valueA))).toEqual(valueA)
      }),
    )
  })

  test('does not depend on the order of keys, and leaves out what is not there', () => {
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: null }] })).toBe('{"a":[{"c":null}],"b":1}')
  })
})
