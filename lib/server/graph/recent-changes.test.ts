import { describe, expect, test } from 'vitest'
import type { ConfigObject } from '../../domain/istio-config/config-object'
import type { WatchCache } from '../../kubernetes/watch-cache'
import { recentChanges } from './recent-changes'

const noon = Date.parse('2026-11-22T12:00:00Z')
const minutes = (count: number) => noon + count * 60_000

const config = (name: string, managers: ConfigObject['managers'], namespace = 'default') => ({
  namespace,
  name,
  createdAt: minutes(-600),
  managers,
})
const wrote = (manager: string, time: number, spec = ['http']) => ({
  manager,
  operation: 'Update',
  time,
  spec,
})

const rollOut = (workload: string, createdAt: number, revision: string | null = '3') => ({
  namespace: 'default',
  name: `${workload}-7d8f`,
  workload,
  createdAt,
  revision,
  replicas: 2,
})

/** A cache that holds these; the others are empty. */
const cacheOf = (objects: Record<string, object[]>) => {
  const read = (name: string) => ({
    objects: new Map((objects[name] ?? []).map((object, at) => [String(at), object])),
  })
  // Of the cache only `objects` is read, and of these the fields above.
  return { read } as unknown as Pick<WatchCache, 'read'>
}

const cache = cacheOf({
  virtualServices: [
    config('reviews', [wrote('kubectl-edit', minutes(-5)), wrote('istiod', minutes(-1), [])]),
    config('old', [wrote('argocd', minutes(-300))]),
    config('secret', [wrote('kubectl', minutes(-5))], 'secret'),
  ],
  destinationRules: [config('new', [wrote('kubectl-create', minutes(-600))])],
  replicaSets: [rollOut('reviews-v2', minutes(-6)), rollOut('ratings-v1', minutes(-400), null)],
})

const namesOf = (since: number | null, namespaces = new Set(['default'])) =>
  recentChanges(cache, namespaces, () => true, since).map(({ name }) => name)

describe('what was changed', () => {
  test('around the beginning of a trouble, newest first, and nothing else', () => {
    expect(recentChanges(cache, new Set(['default']), () => true, minutes(-4))).toEqual([
      {
        kind: 'VirtualService',
        namespace: 'default',
        name: 'reviews',
        at: minutes(-5),
        by: 'kubectl-edit',
        what: 'changed',
      },
      {
        kind: 'Deployment',
        namespace: 'default',
        name: 'reviews-v2',
        at: minutes(-6),
        by: null,
        what: 'new pods (revision 3)',
      },
    ])
  })

  test('last, where no beginning is known', () => {
    expect(namesOf(null)).toEqual(['reviews', 'reviews-v2', 'old', 'ratings-v1', 'new'])
  })

  test('not a status that a controller keeps writing', () => {
    expect(
      recentChanges(cache, new Set(['default']), () => true, null).map(({ by }) => by),
    ).not.toContain('istiod')
  })

  test('only in the namespaces that were asked for', () => {
    expect(namesOf(null)).not.toContain('secret')
    expect(namesOf(null, new Set())).toEqual([])
  })

  test('of what the viewer may read only', () => {
    const shows = (_: string, kind?: string) => kind !== 'VirtualService'
    const kinds = recentChanges(cache, new Set(['default']), shows, null).map(({ kind }) => kind)
    expect(kinds).toContain('DestinationRule')
    expect(kinds).toContain('Deployment')
    expect(kinds).not.toContain('VirtualService')
  })

  test('creation is called so', () => {
    expect(recentChanges(cache, new Set(['default']), () => true, minutes(-600))).toMatchObject([
      { name: 'new', what: 'created' },
    ])
  })
})
