import type { ObservedRule } from './observe'
import { sharesOf } from './rule'
import type { AbsenceReason, RouteKind, Weights } from './split'
import type { ResolvedRule } from './world'

/** What new weights would do to one rule. Rates are per second, `null` where nothing can be said. */
export type RouteImpact = {
  route: string
  counted: 'requests' | 'connections'
  perSecond: number | null
  absent: { reason: AbsenceReason; sentence: string } | null
  destinations: DestinationImpact[]
}

export type DestinationImpact = {
  host: string
  subset: string | null
  weightBefore: number | null
  weightAfter: number | null
  shareBefore: number
  shareAfter: number
  perSecondBefore: number | null
  perSecondAfter: number | null
  readyPods: number | null
  perPodBefore: number | null
  perPodAfter: number | null
  /** The most that one pod of it carried in the last day. */
  mostPerPod: number | null
}

/**
 * Before is as observed, after is the route’s traffic at its new shares. Pods are those that are
 * ready now: more may come, and slower.
 */
export function impactOf(
  rule: ResolvedRule,
  { kind, after, counted }: { kind: RouteKind; after: Weights; counted: RouteImpact['counted'] },
  { observed, destinations }: ObservedRule,
  mostPerPod: (workload: { namespace: string; name: string }) => number | null,
): RouteImpact {
  const perSecond = observed.kind === 'observed' ? observed.perSecond : null
  const sharesAfter = sharesOf(after, kind)
  return {
    route: rule.route,
    counted,
    perSecond,
    absent:
      observed.kind === 'absent' ? { reason: observed.reason, sentence: observed.sentence } : null,
    destinations: rule.resolved.map(({ destination, readyPods, workloads }, at) => {
      const perSecondBefore = destinations[at]?.observed?.requestsPerSecond ?? null
      const shareAfter = sharesAfter[at] ?? 0
      const perSecondAfter = perSecond === null ? null : perSecond * shareAfter
      const most = (workloads ?? []).flatMap((workload) => mostPerPod(workload) ?? [])
      return {
        host: destination.host,
        subset: destination.subset,
        weightBefore: destination.weight,
        weightAfter: after[at] ?? null,
        shareBefore: rule.shares[at] ?? 0,
        shareAfter,
        perSecondBefore,
        perSecondAfter,
        readyPods,
        perPodBefore: perPod(perSecondBefore, readyPods),
        perPodAfter: perPod(perSecondAfter, readyPods),
        mostPerPod: most.length > 0 ? Math.max(...most) : null,
      }
    }),
  }
}

const perPod = (perSecond: number | null, pods: number | null) =>
  perSecond === null || pods === null || pods === 0 ? null : perSecond / pods

/** Twice of what a pod has been seen to carry is beyond what anybody knows. */
export const isOverload = ({ perPodBefore, perPodAfter, mostPerPod }: DestinationImpact): boolean =>
  perPodAfter !== null &&
  mostPerPod !== null &&
  perPodAfter > 2 * mostPerPod &&
  perPodAfter > (perPodBefore ?? 0)

export type Movement = { from: number; to: number; share: number }

/**
 * Who gives to whom, as shares of the route, 0–1: largest givers to largest takers. Nobody can tell
 * which request goes where; the sums are what matters.
 */
export function movements(before: readonly number[], after: readonly number[]): Movement[] {
  const change = before.map((share, at) => ({ at, share: (after[at] ?? 0) - share }))
  const givers = change.filter(({ share }) => share < 0).sort((a, b) => a.share - b.share)
  const takers = change.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share)
  const moved: Movement[] = []
  for (const taker of takers) {
    let wanted = taker.share
    for (const giver of givers) {
      const share = Math.min(wanted, -giver.share)
      if (share <= smallest) continue
      giver.share += share
      wanted -= share
      moved.push({ from: giver.at, to: taker.at, share })
    }
  }
  return moved
}

/** Below this a movement is rounding. */
const smallest = 1e-9
