import { qualifiedName } from '../workload'
import type { Candidate } from './candidates'
import { type FailureReport, type PairReport, pairKey } from './observation'
import type { RefusedCaller } from './refused'

export type VerifyFacts = {
  /** Epoch ms. */
  since: number
  now: number
  /** `null`: no proxy was scraped of late. */
  newestScrape: number | null
  /** Seen failing since the change, counted in full. */
  failing: readonly RefusedCaller[]
  /** What failed alike in `secondsBefore` before the change. */
  failedBefore: readonly FailureReport[]
  secondsBefore: number
  plaintextBefore: readonly PairReport[]
  plaintextNow: readonly PairReport[]
  /** When a caller that has stopped was last seen; epoch ms. */
  lastSeen: ReadonlyMap<string, number>
  candidatesOf: (pair: PairReport) => Candidate[]
}

export type Failure = RefusedCaller & { before: number; count: number }
export type Stopped = {
  pair: PairReport
  candidates: Candidate[]
  before: number
  lastSeenAt: number | null
}

export type Verification = {
  state: 'too-early' | 'quiet' | 'trouble'
  countedFrom: number | null
  sentence: string
  failures: Failure[]
  stopped: Stopped[]
}

/** Fewer failures than before are no news, nor a few more. */
const leastRatio = 1.5
/** Of the standard normal distribution: chance alone lies above once in a thousand times. */
const z999 = 3.09
/** So few may be chance, whatever was usual. */
const fewest = 4

/**
 * What became worse since a change. A refused client with a proxy shows by its failures; one without
 * leaves no metric at all, its requests just end.
 */
export function verify(facts: VerifyFacts): Verification {
  const { since, now, newestScrape } = facts
  const isScraped = newestScrape !== null && newestScrape > since
  const failures = isScraped ? failuresOf(facts) : []
  const stopped = isScraped ? stoppedCallers(facts, new Set(failures.map(pairKey))) : []
  const state = !isScraped
    ? 'too-early'
    : failures.length + stopped.length > 0
      ? 'trouble'
      : 'quiet'
  return {
    state,
    countedFrom: isScraped ? newestScrape : null,
    sentence: sentenceOf({ state, failures, stopped }, Math.max(0, now - since)),
    failures,
    stopped,
  }
}

function failuresOf({ failing, failedBefore, secondsBefore, since, now }: VerifyFacts): Failure[] {
  const seconds = Math.max(1, (now - since) / 1000)
  const keyOf = (one: FailureReport) => `${pairKey(one)}|${one.code}|${one.flags}`
  const before = new Map<string, number>()
  for (const one of failedBefore)
    before.set(keyOf(one), (before.get(keyOf(one)) ?? 0) + (one.perSecond ?? 0))
  return (
    failing
      .map((one) => ({ ...one, count: one.count ?? 0, before: before.get(keyOf(one)) ?? 0 }))
      .filter((one) => one.count > 0 && one.count / seconds > one.before * leastRatio)
      // One that the policies refuse is told by the first failure; of another a few more may be chance.
      .filter((one) => one.refused || isMore(one, { seconds, secondsBefore }))
      .sort((a, b) => b.count - a.count || (pairKey(a) < pairKey(b) ? -1 : 1))
  )
}

/**
 * Whether failures came faster after than before, beyond chance: of all of them, as many would fall
 * into the time after as it is long.
 * https://en.wikipedia.org/wiki/Binomial_test
 */
function isMore(
  { count, before }: Pick<Failure, 'count' | 'before'>,
  { seconds, secondsBefore }: { seconds: number; secondsBefore: number },
): boolean {
  const all = count + before * secondsBefore
  const share = seconds / (seconds + secondsBefore)
  return count >= fewest && count - all * share > z999 * Math.sqrt(all * share * (1 - share))
}

/** One that fails has not stopped: it still calls, and is told among the failures. */
function stoppedCallers(facts: VerifyFacts, failing: ReadonlySet<string>): Stopped[] {
  const going = new Set(facts.plaintextNow.map(pairKey))
  const stopped = new Map<string, Stopped>()
  for (const pair of facts.plaintextBefore) {
    const key = pairKey(pair)
    if (going.has(key) || failing.has(key)) continue
    if (pair.policy === 'mutual_tls' || pair.counted === 'bytes') continue
    const known = stopped.get(key)
    stopped.set(key, {
      pair,
      candidates: known?.candidates ?? facts.candidatesOf(pair),
      before: (known?.before ?? 0) + pair.perSecond,
      lastSeenAt: facts.lastSeen.get(key) ?? null,
    })
  }
  return [...stopped.values()].sort((a, b) => b.before - a.before)
}

function sentenceOf(
  { state, failures, stopped }: Pick<Verification, 'state' | 'failures' | 'stopped'>,
  ms: number,
): string {
  const seconds = Math.round(ms / 1000)
  switch (state) {
    case 'too-early':
      return 'No proxy was scraped since the change: nothing is known yet.'
    case 'quiet':
      return `Since the change, ${seconds} s ago, nothing fails more than before and nobody has stopped.`
    case 'trouble': {
      const parts = [
        ...(failures.length > 0 ? [callers(failures.length, 'fails', 'fail')] : []),
        ...(stopped.length > 0 ? [callers(stopped.length, 'has stopped', 'have stopped')] : []),
      ]
      return `Since the change, ${seconds} s ago, ${parts.join(' and ')}.`
    }
  }
}

const callers = (count: number, one: string, many: string) =>
  count === 1 ? `1 caller ${one}` : `${count} callers ${many}`

/** In words, for one that has stopped. */
export const stoppedWords = ({ pair }: Pick<Stopped, 'pair'>) =>
  pair.source === null
    ? `Plaintext from a client without a proxy to ${qualifiedName(pair.destination)} has ended. A refused one leaves no metric.`
    : `Plaintext to ${qualifiedName(pair.destination)} has ended.`
