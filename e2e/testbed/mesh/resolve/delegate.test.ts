import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { reviewsSubsets, virtualService } from '../fixtures'
import type { HttpMatch, HttpRoute } from '../world/istio-objects'
import { callInWords, outcomesOf } from './calls-in-words'

const to = (subset: string) => ({
  route: [{ destination: { host: 'reviews.default.svc.cluster.local', subset } }],
})

const root = (...http: HttpRoute[]) =>
  virtualService({ hosts: ['reviews'], http }, { name: 'root' })

const delegate = (http: HttpRoute[], { exportTo }: { exportTo?: string[] } = {}) =>
  virtualService({ http, ...(exportTo ? { exportTo } : {}) }, { name: 'team', namespace: 'team' })

const toTeam = { delegate: { name: 'team', namespace: 'team' } }
const uri = (match: HttpMatch['uri']): { match: HttpMatch[] } => ({
  match: [match ? { uri: match } : {}],
})

const call = (objects: KubernetesObject[], path = '/shop/reviews') =>
  callInWords([reviewsSubsets, ...objects], { path })

describe('a rule with a delegate', () => {
  test.each<[string, HttpRoute[], HttpRoute[], string[]]>([
    ['is its rules', [toTeam], [to('v1')], ['reviews-v1 1']],
    [
      'holds them to its own match',
      [{ ...uri({ prefix: '/admin' }), ...toTeam }, to('v2')],
      [to('v1')],
      ['reviews-v2 1'],
    ],
    [
      'lets a narrower prefix pass',
      [{ ...uri({ prefix: '/shop' }), ...toTeam }],
      [{ ...uri({ prefix: '/shop/reviews' }), ...to('v1') }],
      ['reviews-v1 1'],
    ],
    [
      'drops a wider one',
      [{ ...uri({ prefix: '/shop/reviews' }), ...toTeam }, to('v2')],
      [{ ...uri({ prefix: '/shop' }), ...to('v1') }],
      ['reviews-v2 1'],
    ],
    [
      'lets an exact path within a prefix pass',
      [{ ...uri({ prefix: '/shop' }), ...toTeam }],
      [{ ...uri({ exact: '/shop/reviews' }), ...to('v1') }],
      ['reviews-v1 1'],
    ],
    [
      'drops an expression beside anything else',
      [{ ...uri({ prefix: '/shop' }), ...toTeam }, to('v2')],
      [{ ...uri({ regex: '/shop/.*' }), ...to('v1') }],
      ['reviews-v2 1'],
    ],
    [
      'goes on where the delegate has no match',
      [toTeam, to('v2')],
      [{ ...uri({ exact: '/other' }), ...to('v1') }],
      ['reviews-v2 1'],
    ],
    ['follows no delegate of a delegate', [toTeam, to('v2')], [toTeam], ['reviews-v2 1']],
  ])('%s', (_, roots, delegated, expected) => {
    expect(call([root(...roots), delegate(delegated)])).toEqual(expected)
  })

  test('is dropped alone where the delegate is missing', () => {
    expect(call([root(toTeam, to('v2'))])).toEqual(['reviews-v2 1'])
  })

  test('is dropped alone where the delegate is not shown to it', () => {
    expect(call([root(toTeam, to('v2')), delegate([to('v1')], { exportTo: ['.'] })])).toEqual([
      'reviews-v2 1',
    ])
    expect(call([root(toTeam, to('v2')), delegate([to('v1')], { exportTo: ['default'] })])).toEqual(
      ['reviews-v1 1'],
    )
  })

  test('fills what the delegate leaves out', () => {
    const objects = [
      reviewsSubsets,
      root({ ...toTeam, timeout: '5s', retries: { attempts: 7 } }),
      delegate([{ ...to('v1'), timeout: '1s' }]),
    ]
    expect(outcomesOf(objects)[0]).toMatchObject({ timeoutMs: 1000, retries: { attempts: 7 } })
  })
})
