import type { PlanSplitBody } from '@/lib/api/split-changes'
import { rescale } from '@/lib/domain/traffic-split/rebalance'
import { isSameRule, placeOf, type RuleIdentity } from '@/lib/domain/traffic-split/same-rule'
import type { Split, SplitRoute } from '@/lib/domain/traffic-split/split'

/** The part of a split that can be moved, as it was read. By route. */
type Base = Record<string, { weights: number[]; seen: RuleIdentity }>

type RouteWeights = {
  weights: number[]
  /** In which the other rows share what one row leaves: those before the first move. */
  proportions: number[]
}

/** What a person has moved and not yet applied. By route. */
export type Draft = {
  /** The split that it started from; `null` while nothing is moved. */
  base: Base | null
  moved: Record<string, RouteWeights>
  locked: Record<string, boolean[]>
}

export const emptyDraft: Draft = { base: null, moved: {}, locked: {} }

type Readable = Pick<Split, 'kind' | 'routes'>

/** Omitted is 0 in a VirtualService and 1 in the Gateway API. */
export const writtenWeights = (kind: Split['kind'], { destinations }: SplitRoute): number[] =>
  destinations.map(({ weight }) => weight ?? (kind === 'VirtualService' ? 0 : 1))

const identityOf = ({ name, match, destinations }: SplitRoute): RuleIdentity => ({
  name,
  match,
  destinations: destinations.map(({ host, subset, port }) => ({ host, subset, port })),
})

const baseOf = ({ kind, routes }: Readable): Base =>
  Object.fromEntries(
    routes.map((route) => [
      route.route,
      { weights: writtenWeights(kind, route), seen: identityOf(route) },
    ]),
  )

const isSame = <T>(a: readonly T[], b: readonly T[]) =>
  a.length === b.length && a.every((one, index) => one === b[index])

export const sum = (weights: readonly number[]) => weights.reduce((all, weight) => all + weight, 0)

/** False where another rule stands where the moved one stood. */
export function isStillThere({ base }: Draft, route: SplitRoute): boolean {
  const before = base?.[route.route]
  return before === undefined || isSameRule(before.seen, route)
}

export type DraftRoute = RouteWeights & { configured: number[]; locked: boolean[] }

/** A route as it stands on screen, moved or not. */
export function draftRoute(draft: Draft, kind: Split['kind'], route: SplitRoute): DraftRoute {
  const configured = writtenWeights(kind, route)
  const isOurs = isStillThere(draft, route)
  const moved = (isOurs && draft.moved[route.route]) || {
    weights: configured,
    proportions: configured,
  }
  const locked = (isOurs && draft.locked[route.route]) || configured.map(() => false)
  return { ...moved, configured, locked }
}

/** With other weights in one route. What is back where it started is no change any more. */
export function withWeights(
  draft: Draft,
  split: Readable,
  route: string,
  next: RouteWeights,
): Draft {
  const base = draft.base ?? baseOf(split)
  const { [route]: _, ...others } = draft.moved
  const isBack = isSame(next.weights, base[route]?.weights ?? [])
  const moved = isBack ? others : { ...others, [route]: next }
  return { ...draft, moved, base: Object.keys(moved).length > 0 ? base : null }
}

export const withLock = (draft: Draft, route: string, locked: boolean[]): Draft => ({
  ...draft,
  locked: { ...draft.locked, [route]: locked },
})

export const discarded = (draft: Draft): Draft => ({ ...emptyDraft, locked: draft.locked })

export const isMoved = ({ moved }: Draft) => Object.keys(moved).length > 0

export type MovedRoute = PlanSplitBody['changes'][number]

/** As the API takes them. */
export const changesOf = ({ base, moved }: Draft): MovedRoute[] =>
  Object.entries(moved).map(([route, { weights }]) => {
    const seen = base?.[route]?.seen
    return {
      route,
      weights,
      ...(seen && { seen: { ...seen, destinations: [...seen.destinations] } }),
    }
  })

export type Drift = {
  route: string
  /** Where it stands now; `null` where it is gone, or is another. */
  now: string | null
  /** `null` where they are the same. */
  weights: { before: number[]; now: number[] } | null
}

/** What somebody else has changed, since the first move, in the routes that are being moved. */
export function driftOf({ base, moved }: Draft, split: Readable): Drift[] {
  const now = baseOf(split)
  return Object.keys(moved).flatMap((route): Drift[] => {
    const before = base?.[route]
    if (!before) return []
    const place = placeOf(route, before.seen, split.routes)
    if (place === null) return [{ route, now: null, weights: null }]
    const weights = now[place]?.weights ?? []
    const isMoved = !isSame(before.weights, weights)
    if (place === route && !isMoved) return []
    return [
      { route, now: place, weights: isMoved ? { before: before.weights, now: weights } : null },
    ]
  })
}

/** The same targets on top of what is there now, wherever it is; on its scale, where that is another. */
export function rebased(draft: Draft, split: Readable): Draft {
  const now = baseOf(split)
  return Object.entries(draft.moved).reduce<Draft>((result, [route, { weights }]) => {
    const before = draft.base?.[route]
    const place = before ? placeOf(route, before.seen, split.routes) : null
    const present = place === null ? undefined : now[place]
    if (!before || !present || place === null) return result
    const scale = sum(present.weights)
    const target = scale === sum(before.weights) || scale === 0 ? weights : rescale(weights, scale)
    return withWeights(result, split, place, { weights: target, proportions: present.weights })
  }, discarded(draft))
}
