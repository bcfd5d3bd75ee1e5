import { disagrees, isNear } from './agreement'
import type { HistoryEntry } from './change-history'
import type { ObservedRule } from './observe'
import type { ParentState } from './parent-status'
import type { ChangedBack } from './split'
import { isEnough, wilsonInterval } from './wilson'
import type { ResolvedRule } from './world'

export const verificationReasons = [
  'old-samples',
  'too-few',
  'no-traffic',
  'not-synced',
  'other-route',
  'long-streams',
  'outside-callers',
  'not-accepted',
  'not-measured',
] as const
export type VerificationReason = (typeof verificationReasons)[number]

/** What has become of the newest change. */
export type Verification = {
  changeId: string
  /** Epoch ms. */
  changedAt: number
  /** Of the first scrape after the change; `null` while there is none. */
  countedFrom: number | null
  state: 'agrees' | 'not-yet' | 'disagrees' | 'changed-back'
  reasons: { code: VerificationReason; sentence: string }[]
  routes: VerifiedRoute[]
}

export type VerifiedRoute = {
  route: string
  /** About how many were seen. */
  count: number
  destinations: {
    configured: number
    observed: number | null
    interval: [number, number] | null
  }[]
}

/** What was seen of a changed rule since the first scrape after the change, now and a moment ago. */
export type SinceChange = {
  rule: ResolvedRule
  now: ObservedRule
  before: ObservedRule | null
  /** Seconds that `now` and `before` were counted over. */
  seconds: { now: number; before: number }
}

export type VerificationFacts = {
  change: Pick<HistoryEntry, 'id' | 'at'>
  countedFrom: number | null
  changedBack: ChangedBack | null
  routes: readonly SinceChange[]
  /** Codes of the findings of the object. */
  findings: readonly string[]
  parents: readonly ParentState[]
}

/**
 * "Disagrees" is said only when it was so twice in a row: a moment in which some proxies are ahead
 * of others is none.
 */
export function verify(facts: VerificationFacts): Verification {
  const { change, countedFrom, changedBack, routes } = facts
  const verdicts = routes.map(verdictOf)
  const state = changedBack
    ? 'changed-back'
    : verdicts.includes('disagrees')
      ? 'disagrees'
      : verdicts.length > 0 && verdicts.every((verdict) => verdict === 'agrees')
        ? 'agrees'
        : 'not-yet'
  return {
    changeId: change.id,
    changedAt: change.at,
    countedFrom,
    state,
    reasons: state === 'not-yet' || state === 'disagrees' ? reasonsOf(facts, verdicts) : [],
    routes: routes.map(toRoute),
  }
}

type Verdict = 'agrees' | 'disagrees' | 'wavering' | 'too-few' | 'no-traffic' | 'not-measured'

function verdictOf(since: SinceChange): Verdict {
  const { now, before, rule, seconds } = since
  if (now.observed.kind === 'absent')
    return now.observed.reason === 'no-traffic' ? 'no-traffic' : 'not-measured'
  const counts = countsOf(now, seconds.now)
  if (disagrees(counts, rule.shares))
    return before && disagrees(countsOf(before, seconds.before), rule.shares)
      ? 'disagrees'
      : 'wavering'
  const all = counts.reduce((sum, count) => sum + count, 0)
  const intervals = counts.map((count) => wilsonInterval(count, all))
  if (!intervals.every(isEnough)) return 'too-few'
  const isInside = intervals.every(([low, high], at) => {
    const share = rule.shares[at] ?? 0
    return low <= share && share <= high
  })
  return isInside || isNear(counts, rule.shares) ? 'agrees' : 'wavering'
}

const countsOf = ({ destinations }: ObservedRule, seconds: number) =>
  destinations.map(({ observed }) => (observed?.requestsPerSecond ?? 0) * seconds)

const sentences: Record<VerificationReason, string> = {
  'old-samples': 'Too little has been scraped since the change.',
  'too-few': 'Too few requests were seen since the change to tell.',
  'no-traffic': 'No traffic was seen since the change.',
  'not-synced': 'Some proxies may not have taken the change yet.',
  'other-route': 'Another route wins for this host.',
  'long-streams': 'Connections and streams that were open before stay where they are.',
  'outside-callers': 'Some callers do not obey this route. They are not counted.',
  'not-accepted': 'The gateway controller has not accepted the present version of the route.',
  'not-measured': 'What was observed cannot be told apart from other routes.',
}

function reasonsOf(facts: VerificationFacts, verdicts: readonly Verdict[]) {
  const { countedFrom, routes, findings, parents } = facts
  const isStream = routes.some(({ rule }) => rule.protocol !== 'http')
  const hasOutside = routes.some(({ now }) =>
    now.destinations.some(({ outside }) => (outside?.requestsPerSecond ?? 0) > 0),
  )
  const holds: Record<VerificationReason, boolean> = {
    'old-samples': countedFrom === null,
    'too-few': verdicts.includes('too-few'),
    'no-traffic': verdicts.includes('no-traffic'),
    'not-synced': verdicts.includes('wavering') || verdicts.includes('disagrees'),
    'other-route': findings.includes('other-route-wins'),
    'long-streams': isStream,
    'outside-callers': hasOutside,
    'not-accepted': parents.some(({ current, accepted }) => !current || accepted === false),
    'not-measured': verdicts.includes('not-measured'),
  }
  return verificationReasons
    .filter((code) => holds[code])
    .map((code) => ({ code, sentence: sentences[code] }))
}

function toRoute({ rule, now, seconds }: SinceChange): VerifiedRoute {
  const counts = countsOf(now, seconds.now)
  const count = counts.reduce((sum, one) => sum + one, 0)
  return {
    route: rule.route,
    count,
    destinations: counts.map((one, at) => ({
      configured: rule.shares[at] ?? 0,
      observed: count === 0 ? null : one / count,
      interval: count === 0 ? null : wilsonInterval(one, count),
    })),
  }
}
