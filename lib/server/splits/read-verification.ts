import 'server-only'
import type { WeightsRecord } from '../../domain/traffic-split/change-history'
import type { ParentState } from '../../domain/traffic-split/parent-status'
import { observe } from '../../domain/traffic-split/read-split'
import type { RouteObject } from '../../domain/traffic-split/rule'
import type { Split } from '../../domain/traffic-split/split'
import { type SinceChange, type Verification, verify } from '../../domain/traffic-split/verify'
import {
  type ResolvedRule,
  resolveRules,
  type SplitConfig,
  splitWorld,
} from '../../domain/traffic-split/world'
import { fieldManager } from '../../kubernetes/write-object'
import { slotMs } from '../flights'
import { readSplitTraffic, type SplitQuestion } from './split-traffic'

type Asked = {
  route: RouteObject
  split: Omit<Split, 'editable'>
  records: readonly WeightsRecord[]
  parents: readonly ParentState[]
  config: SplitConfig
  scope: Pick<SplitQuestion, 'namespaces'>
  /** Epoch ms, at the slot's beginning. */
  at: number
  intervalSeconds: number | null
}

/** As long as a change is news. */
const watchedMs = 3_600_000
/** Where nobody knows how often proxies are scraped. */
const usualIntervalSeconds = 15

/**
 * What has become of the newest change, counted from the first scrape after it. Both moments are
 * asked of Prometheus and not remembered, so any replica says the same. `null` without a change of
 * late.
 */
export async function readVerification(
  asked: Asked,
  signal: AbortSignal,
): Promise<Verification | null> {
  const record = asked.records.at(-1)
  const { at, split, parents } = asked
  if (!record) return null
  const change = { ...record, at: writtenAt(record, asked.route) }
  if (at - change.at > watchedMs) return null
  const interval = (asked.intervalSeconds ?? usualIntervalSeconds) * 1000
  const firstScrape = change.at + interval
  const changed = new Set(change.change.routes.map(({ route }) => route))
  const rules = resolveRules(asked.route, asked.config.destinations)
  const routes = rules.filter(({ route }) => changed.has(route))
  // A rate needs two scrapes.
  const isCounted = at - firstScrape >= 2 * interval
  const step = Math.ceil(interval / slotMs) * slotMs
  const [now, before] = isCounted
    ? await Promise.all([
        observedSince(asked, rules, { from: firstScrape, to: at }, signal),
        at - step - firstScrape >= 2 * interval
          ? observedSince(asked, rules, { from: firstScrape, to: at - step }, signal)
          : null,
      ])
    : [null, null]
  return verify({
    change,
    countedFrom: now ? firstScrape : null,
    changedBack: split.changedBack,
    routes: now ? routes.map((rule) => sinceChange(rule, now, before)) : [],
    findings: split.findings.map(({ code }) => code),
    parents,
  })
}

/** A plan may have waited for ten minutes: Kubernetes knows when it was written, to the second. */
function writtenAt(record: WeightsRecord, { object }: RouteObject): number {
  const own = object.managers.filter(({ manager }) => manager === fieldManager)
  return Math.max(record.at, ...own.map(({ time }) => time ?? 0))
}

type Seen = { seconds: number; observe: (rule: ResolvedRule) => SinceChange['now'] }

async function observedSince(
  { route, config, scope }: Asked,
  rules: readonly ResolvedRule[],
  { from, to }: { from: number; to: number },
  signal: AbortSignal,
): Promise<Seen> {
  const seconds = Math.floor((to - from) / 1000)
  const question = { at: to, windowSeconds: seconds, latencyOf: [], ...scope }
  const { traffic, windowSeconds } = await readSplitTraffic(question, signal)
  const world = splitWorld(config, traffic, windowSeconds)
  return { seconds: windowSeconds, observe: (rule) => observe(route, rule, rules, world) }
}

const sinceChange = (rule: ResolvedRule, now: Seen, before: Seen | null): SinceChange => ({
  rule,
  now: now.observe(rule),
  before: before?.observe(rule) ?? null,
  seconds: { now: now.seconds, before: before?.seconds ?? 0 },
})
