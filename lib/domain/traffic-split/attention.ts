import { healthOf } from '../health/health'
import type { Split, SplitRoute } from './split'

/** How soon somebody should look at a split, most urgent first. */
export const attentionLevels = ['now', 'soon', 'moving', 'none'] as const
export type AttentionLevel = (typeof attentionLevels)[number]

export type Attention = {
  level: AttentionLevel
  /** Why, most urgent first; short, without a full stop. */
  reasons: string[]
}

/** Below this a share that gets lost is noise of proxies that come and go. */
const lostFrom = 0.01

type Reason = { level: AttentionLevel; words: string }

/**
 * `now`: an error, a failing version, lost requests, weights that somebody wrote over. `soon`: a
 * warning, a degraded version, observed shares off the configured ones. `moving`: a route that sends
 * traffic to several destinations. What was not seen is no reason for anything.
 */
export function attentionOf(split: Split): Attention {
  const reasons: Reason[] = [
    ...split.findings.flatMap(ofFinding),
    ...(split.changedBack === null ? [] : [{ level: 'now' as const, words: 'changed back' }]),
    ...split.routes.flatMap(ofRoute),
  ]
  const byLevel = attentionLevels.flatMap((level) => reasons.filter((one) => one.level === level))
  return {
    level: byLevel[0]?.level ?? 'none',
    reasons: [...new Set(byLevel.map(({ words }) => words))],
  }
}

const levelOfSeverity = { error: 'now', warning: 'soon' } as const

const ofFinding = ({ severity, title }: Split['findings'][number]): Reason[] =>
  severity === 'info' ? [] : [{ level: levelOfSeverity[severity], words: title }]

function ofRoute(route: SplitRoute): Reason[] {
  const { destinations, observed } = route
  const isEnough = observed.kind === 'observed' && observed.enough
  const versions = destinations.flatMap(({ host, subset, observed: seen }): Reason[] => {
    const health = healthOf(isEnough ? (seen?.errorRatio ?? null) : null)
    const name = subset ?? host
    if (health === 'failing') return [{ level: 'now', words: `${name} fails` }]
    return health === 'degraded' ? [{ level: 'soon', words: `${name} has errors` }] : []
  })
  const lost = observed.kind === 'observed' ? (observed.lost?.share ?? 0) : 0
  return [
    ...versions,
    ...(lost >= lostFrom ? [{ level: 'now' as const, words: 'requests get lost' }] : []),
    ...(isOff(route) ? [{ level: 'soon' as const, words: 'observed is not as configured' }] : []),
    ...(destinations.filter(({ share }) => share > 0).length > 1
      ? [{ level: 'moving' as const, words: 'traffic is divided' }]
      : []),
  ]
}

/** 3.29 ÷ 1.96: from a 95 % interval to one of 99.9 %, so that a long list does not cry wolf. */
const widened = 1.68
const leastPoints = 0.02

function isOff({ destinations, observed }: SplitRoute): boolean {
  if (observed.kind !== 'observed' || !observed.enough) return false
  return destinations.some(({ share, observed: seen }) => {
    if (seen === null) return false
    const [least, most] = seen.shareInterval
    const distance = Math.abs(share - seen.share)
    const reach = share < seen.share ? seen.share - least : most - seen.share
    return distance >= leastPoints && distance > reach * widened
  })
}

/** All requests or connections per second that the split's routes were seen to carry. */
const perSecondOf = ({ routes }: Split): number =>
  routes.reduce(
    (sum, { observed }) => sum + (observed.kind === 'observed' ? observed.perSecond : 0),
    0,
  )

/** What needs attention first; among alike the busiest, then by name. */
export function byAttention(splits: readonly Split[]): { split: Split; attention: Attention }[] {
  return splits
    .map((split) => ({ split, attention: attentionOf(split), perSecond: perSecondOf(split) }))
    .sort(
      (a, b) =>
        attentionLevels.indexOf(a.attention.level) - attentionLevels.indexOf(b.attention.level) ||
        b.perSecond - a.perSecond ||
        (a.split.id < b.split.id ? -1 : 1),
    )
    .map(({ split, attention }) => ({ split, attention }))
}
