import { describe, expect, test } from 'vitest'
import type { ChangeRecord } from '../change-record'
import { failedTest, withPatch } from '../json-patch'
import { changedBack, historyOf, revertible, type WeightsRecord } from './change-history'
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

const record = (
  id: string,
  before: Weights,
  after: Weights,
  route = '/spec/http/0',
): WeightsRecord => ({
  id,
  at: 1,
  user: 'alice',
  reason: null,
  acknowledged: [],
  reverts: null,
  change: { routes: [{ route, to: [], before, after }] },
})
const next = record('c1', [80, 20, null], [70, 20, 10]) as ChangeRecord<unknown>
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

describe('the history', () => {
  const first = record('c1', [100, 0, null], [90, 10, null])
  const second = record('c2', [80, 20, null], [50, 50, null])

  test('is told newest first, with gaps where somebody else wrote in between', () => {
    expect(historyOf([first, second], object).map(({ id, gapBefore }) => [id, gapBefore])).toEqual([
      ['c2', true],
      ['c1', false],
    ])
    const follows = record('c2', [90, 10, null], [80, 20, null])
    expect(historyOf([first, follows], object).map(({ gapBefore }) => gapBefore)).toEqual([
      false,
      false,
    ])
  })

  test('can be taken back while the weights are as a change left them', () => {
    expect(revertible(record('c', [1, 1, null], [80, 20, null]).change, object).allowed).toBe(true)
    expect(revertible(second.change, object)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('/spec/http/0'),
    })
  })
})

describe('a rule that somebody has shifted', () => {
  const to = ['reviews:v1', 'reviews:v2', 'reviews:v3']
  const shifted = {
    spec: {
      http: [
        {
          route: [
            { destination: { host: 'ratings' }, weight: 80 },
            { destination: { host: 'ratings' }, weight: 20 },
            { destination: { host: 'ratings' } },
          ],
        },
        ...object.spec.http,
      ],
    },
  }
  const change = {
    routes: [{ route: '/spec/http/0', to, before: [1, 1, null], after: [80, 20, null] }],
  }

  test('is not taken back, though the weights there look the same', () => {
    expect(revertible(change, object).allowed).toBe(true)
    expect(revertible(change, shifted)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('leads elsewhere'),
    })
  })

  test('has no weights any more where it was', () => {
    const own = { ...record('c1', [], []), change }
    expect(changedBack([own], { managers: [] }, shifted)).toMatchObject({ routes: [{ now: null }] })
    expect(changedBack([own], { managers: [] }, object)).toBeNull()
  })
})

describe('changed back', () => {
  const managers = [
    { manager: 'binnacle', operation: 'Update', time: 100, spec: ['http'] },
    { manager: 'argocd-controller', operation: 'Apply', time: 200, spec: ['hosts', 'http'] },
    { manager: 'pilot-discovery', operation: 'Update', time: 300, spec: [] },
  ]

  test('is told with whoever owns the rules now', () => {
    expect(
      changedBack([record('c1', [80, 20, null], [50, 50, null])], { managers }, object),
    ).toEqual({
      changeId: 'c1',
      routes: [{ route: '/spec/http/0', recorded: [50, 50, null], now: [80, 20, null] }],
      manager: 'argocd-controller',
      at: 200,
    })
  })

  test('is not, where the weights are as recorded, or where nothing was', () => {
    expect(changedBack([record('c1', [1, 1, 1], [80, 20, null])], { managers }, object)).toBeNull()
    expect(changedBack([], { managers }, object)).toBeNull()
  })

  test('of a rule that is gone has no weights now', () => {
    const gone = record('c1', [1, 1], [2, 2], '/spec/http/4')
    expect(changedBack([gone], { managers: [] }, object)).toMatchObject({
      routes: [{ now: null }],
      manager: null,
      at: null,
    })
  })
})
