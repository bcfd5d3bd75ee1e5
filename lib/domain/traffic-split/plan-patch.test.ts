import { describe, expect, test } from 'vitest'
import type { ChangeRecord } from '../change-record'
import { failedTest, withPatch } from '../json-patch'
import { planPatch, writtenWeights } from './plan-patch'
import type { Weights } from './split'

const object = {
  kind: 'VirtualService' as const,
  metadata: { uid: 'a1', generation: 3, name: 'reviews' },
  spec: {
    http: [
      {
        route: [
          { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
          { destination: { host: 'reviews', subset: 'v2' }, weight: 20 },
          { destination: { host: 'reviews', subset: 'v3' } },
        ],
      },
    ],
  },
}

const next: ChangeRecord<unknown> = {
  ...{ id: 'c1', at: 1, user: 'alice', reason: null, acknowledged: [], reverts: null },
  change: 'as the writer says it',
}
const patchTo = (
  weights: Weights,
  of: Parameters<typeof planPatch>[0] = object,
  route = '/spec/http/0',
) => planPatch(of, [{ route, weights }], { records: [], next })

const annotation = '/metadata/annotations/binnacle.dev~1changes'

describe('a patch', () => {
  test('tests the object, each moved destination and its old weight, and writes nothing else', () => {
    expect(patchTo([70, 20, 10])).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'a1' },
      { op: 'test', path: '/metadata/generation', value: 3 },
      {
        op: 'test',
        path: '/spec/http/0/route/0/destination',
        value: { host: 'reviews', subset: 'v1' },
      },
      { op: 'test', path: '/spec/http/0/route/0/weight', value: 80 },
      { op: 'replace', path: '/spec/http/0/route/0/weight', value: 70 },
      {
        op: 'test',
        path: '/spec/http/0/route/2/destination',
        value: { host: 'reviews', subset: 'v3' },
      },
      { op: 'test', path: '/spec/http/0/route/2/weight', value: null },
      { op: 'add', path: '/spec/http/0/route/2/weight', value: 10 },
      { op: 'test', path: '/metadata/annotations', value: null },
      {
        op: 'add',
        path: '/metadata/annotations',
        value: { 'binnacle.dev/changes': expect.any(String) },
      },
    ])
  })

  test('takes a weight away that was not there before', () => {
    expect(patchTo([80, null, null])).toContainEqual({
      op: 'remove',
      path: '/spec/http/0/route/1/weight',
    })
  })

  test('writes only its own key where there are annotations', () => {
    const of = (annotations: Record<string, string>) => ({
      ...object,
      metadata: { ...object.metadata, annotations },
    })
    expect(patchTo([70, 20, 10], of({ team: 'shop' })).slice(-2)).toEqual([
      { op: 'test', path: annotation, value: null },
      { op: 'add', path: annotation, value: expect.any(String) },
    ])
    expect(patchTo([70, 20, 10], of({ 'binnacle.dev/changes': '[]' })).slice(-2)).toEqual([
      { op: 'test', path: annotation, value: '[]' },
      { op: 'replace', path: annotation, value: expect.any(String) },
    ])
  })

  test('of a backendRef tests every part of where it leads', () => {
    const route = {
      kind: 'HTTPRoute' as const,
      metadata: object.metadata,
      spec: {
        rules: [
          {
            backendRefs: [
              { name: 'v1', port: 80, weight: 1 },
              { name: 'v2', namespace: 'shop', port: 80, weight: 1 },
            ],
          },
        ],
      },
    }
    const patch = patchTo([1, 3], route, '/spec/rules/0')
    const at = '/spec/rules/0/backendRefs/1'
    expect(patch.slice(2, -2)).toEqual([
      { op: 'test', path: `${at}/group`, value: null },
      { op: 'test', path: `${at}/kind`, value: null },
      { op: 'test', path: `${at}/namespace`, value: 'shop' },
      { op: 'test', path: `${at}/name`, value: 'v2' },
      { op: 'test', path: `${at}/port`, value: 80 },
      { op: 'test', path: `${at}/weight`, value: 1 },
      { op: 'replace', path: `${at}/weight`, value: 3 },
    ])
  })

  test('passes on the object that it was made for, and on no other', () => {
    const patch = patchTo([70, 20, 10])
    expect(failedTest(object, patch)).toBeUndefined()
    const shifted = structuredClone(object)
    shifted.spec.http.unshift({
      route: [{ destination: { host: 'ratings', subset: 'v1' }, weight: 80 }],
    })
    expect(failedTest(shifted, patch)?.path).toBe('/spec/http/0/route/0/destination')
    expect(writtenWeights(withPatch(object, patch), '/spec/http/0')).toEqual([70, 20, 10])
  })
})

test.each([
  ['/spec/http/0', [80, 20, null]],
  ['/spec/http/1', null],
  ['/spec/tcp/0', null],
])('the weights at %s are %j', (route, weights) => {
  expect(writtenWeights(object, route)).toEqual(weights)
})
