import { describe, expect, test } from 'vitest'
import {
  asRoute,
  destinationRule,
  facts,
  httpRoute,
  httpRule,
  meta,
  reviews,
  service,
  to,
  virtualService,
  workload,
} from '../traffic-split.fixtures'
import { codes, found } from './checks.fixtures'

describe('a service that is not there', () => {
  const lost = virtualService('reviews', [
    httpRule([to('reviews', 'v1', 80), to('gone', null, 20)]),
  ])
  const cluster = facts({ virtualServices: [lost] })

  test.each([
    ['sending more to it', [70, 30], 'block'],
    ['sending less to it', [90, 10], 'inform'],
    ['sending nothing to it', [100, 0], 'inform'],
  ] as const)('stands against %s', (_, planned, gate) => {
    expect(codes(found(asRoute(lost), cluster, [...planned]))).toEqual([`unknown-host ${gate}`])
  })

  test('is not told where services are not known, of a host outside, or of one that gets nothing', () => {
    const unknown = { ...cluster.known, services: false }
    expect(found(asRoute(lost), { ...cluster, known: unknown })).toEqual([])
    const outside = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 80), to('api.example.com', null, 20)]),
    ])
    expect(found(asRoute(outside), facts({ virtualServices: [outside] }))).toEqual([])
    const idle = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 100), to('gone', null, 0)]),
    ])
    expect(found(asRoute(idle), facts({ virtualServices: [idle] }))).toEqual([])
  })
})

describe('a subset that is not defined', () => {
  const cluster = facts({ destinationRules: [destinationRule('reviews', ['v1'])] })

  test('stands against sending more to it, and names where it is missing', () => {
    const findings = found(asRoute(reviews), cluster, [50, 50])
    expect(codes(findings)).toEqual(['unknown-subset block'])
    expect(findings[0]?.detail).toContain('DestinationRule default/reviews does not define it')
  })

  test('wants a word where a rule that the viewer cannot see may define it', () => {
    const shows = (namespace: string) => namespace === 'default'
    const findings = found(asRoute(reviews), { ...cluster, shows }, [50, 50])
    expect(codes(findings)).toEqual(['unknown-subset acknowledge'])
    expect(findings[0]?.detail).toContain('which you cannot see')
  })

  test('does not stand against taking traffic away from it', () => {
    expect(codes(found(asRoute(reviews), cluster, [100, 0]))).toEqual(['unknown-subset inform'])
  })

  test('is not told where DestinationRules are not known', () => {
    const known = { ...cluster.known, destinationRules: false }
    expect(found(asRoute(reviews), { ...cluster, known })).toEqual([])
  })
})

describe('a destination without a ready pod', () => {
  const down = [workload('reviews', 'v1'), workload('reviews', 'v2', { readyPods: 0 })]
  const cluster = facts({ workloads: down })

  test('wants a word before it gets more', () => {
    expect(codes(found(asRoute(reviews), cluster, [50, 50]))).toEqual(['no-ready-pods acknowledge'])
  })

  test('is only told where it gets less, and not at all where it has nothing', () => {
    expect(codes(found(asRoute(reviews), cluster, [90, 10]))).toEqual(['no-ready-pods inform'])
    const idle = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 1), to('reviews', 'v2', 0)]),
    ])
    expect(found(asRoute(idle), { ...cluster, virtualServices: [idle] })).toEqual([])
  })

  test('says when no workload has its labels at all', () => {
    const findings = found(asRoute(reviews), facts({ workloads: [workload('reviews', 'v1')] }))
    expect(findings[0]?.detail).toContain('No workload has the labels that it selects')
  })
})

describe('a backend in another namespace', () => {
  const split = httpRoute('reviews', [
    { name: 'reviews', weight: 1 },
    { name: 'reviews', weight: 1, namespace: 'shop' },
  ])
  const there = service('reviews', { namespace: 'shop' })
  const pods = workload('reviews', 'v1', { namespace: 'shop' })
  const cluster = facts({
    virtualServices: [],
    services: [service('reviews'), there],
    workloads: [workload('reviews', 'v1'), pods],
  })
  const grant = (kind: string, name: string | null) => ({
    ...meta('let-in', { namespace: 'shop' }),
    from: [{ group: 'gateway.networking.k8s.io', kind, namespace: 'default' }],
    to: [{ group: '', kind: 'Service', name }],
  })

  test.each([
    ['no grant', [], true],
    ['a grant for everything there', [grant('HTTPRoute', null)], false],
    ['a grant for it', [grant('HTTPRoute', 'reviews')], false],
    ['a grant for another service', [grant('HTTPRoute', 'ratings')], true],
    ['a grant for another kind', [grant('GRPCRoute', null)], true],
  ])('with %s', (_, referenceGrants, isRefused) => {
    const findings = found(
      { kind: 'HTTPRoute', object: split },
      { ...cluster, referenceGrants },
      [1, 3],
    )
    expect(codes(findings)).toEqual(isRefused ? ['not-permitted block'] : [])
  })
})
