import type { NamespacePolicy } from './namespace-policy'
import type { MtlsMode, VerdictWord } from './words'

/** Of which time Prometheus told what was seen. */
export type Heard = { now: boolean; before: boolean }

export type VerdictFacts = {
  heard: Heard
  /** `null`: not known, its cluster is not connected or its policies may not be read. */
  policy: NamespacePolicy | null
  /** Workloads that a proxy serves. */
  enforcedWorkloads: number
  /** About how many requests and connections the window shows; `null`: none were seen. */
  requestCount: number | null
  connectionCount: number | null
  /** Of what was seen, 0–1; `null` where nothing was. */
  encryptedShare: number | null
  /** Callers that sent without encryption in the window, and arrive by the policy of now. */
  plaintextNow: number
  /** Callers that sent without encryption in the window, and would be refused by the policy of now. */
  plaintextRefused: number
  /** The policy was written inside the window: what the window counts is partly from before. */
  isPolicyNew: boolean
  /** Those that did within the look-back, and not in the window. */
  plaintextStopped: number
  /** Refused by what the call check says, and by the destination's silence. */
  refused: readonly {
    source: string
    code: string
    flags: string
    reportedBy: 'source' | 'ztunnel'
  }[]
  /** In words: “the last 5 minutes”. */
  windowWords: string
}

export type Verdict = { word: VerdictWord; sentence: string }

/** A namespace in one sentence, from both facts: what is asked for, and what was seen. */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { policy } = facts
  if (policy === null) return { word: 'unknown', sentence: `Policy not known, ${seenWords(facts)}` }
  if (facts.enforcedWorkloads === 0)
    return {
      word: 'none',
      sentence: `No workload has a sidecar or is in ambient: policies mean nothing here${plaintextNow(facts)}`,
    }
  const lead = leadWords[policy.mode]
  if (facts.refused.length > 0)
    return { word: 'conflict', sentence: `${lead}, but ${refusedWords(facts)}` }
  const word = policy.exceptions.length > 0 ? 'mixed' : modeWords[policy.mode]
  const exceptions =
    policy.exceptions.length > 0 ? ` with ${count(policy.exceptions.length, 'exception')}` : ''
  return {
    word,
    sentence: `${lead}${exceptions}, ${observedWords(facts, policy.mode)}${unenforced(policy)}`,
  }
}

const leadWords: Record<MtlsMode, string> = {
  STRICT: 'Strict',
  PERMISSIVE: 'Permissive',
  DISABLE: 'Disabled',
}
const modeWords: Record<MtlsMode, VerdictWord> = {
  STRICT: 'strict',
  PERMISSIVE: 'permissive',
  DISABLE: 'disabled',
}

function refusedWords({ refused }: VerdictFacts): string {
  const [first, ...others] = refused
  if (!first) return ''
  const how =
    first.reportedBy === 'source'
      ? `${first.code} ${first.flags} at the source`
      : `${first.flags} at ztunnel`
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return `${first.source} is refused (${how})${more}`
}

function observedWords(facts: VerdictFacts, mode: MtlsMode): string {
  const { plaintextNow: open, plaintextRefused: refused } = facts
  if (open + refused > 0)
    return [...(open > 0 ? [openWords(open, mode)] : []), ...refusedNowWords(facts)].join('; ')
  const stopped = stoppedWords(facts)
  if (!facts.heard.now) return `but ${seenWords(facts)}${stopped}`
  if (facts.requestCount === null && facts.connectionCount === null)
    return `nothing seen in ${facts.windowWords}${stopped}`
  const refusals = facts.heard.before ? 'nobody refused' : 'who was refused is not known'
  return `${seenWords(facts)}, ${refusals}${stopped}`
}

function openWords(callers: number, mode: MtlsMode): string {
  const who = count(callers, 'caller')
  switch (mode) {
    case 'PERMISSIVE':
      return `${who} ${callers === 1 ? 'blocks' : 'block'} Strict`
    case 'STRICT':
      return `yet ${who} in plaintext to a workload that does not enforce it`
    case 'DISABLE':
      return `${who} in plaintext`
  }
}

/** What the window counts and the policy forbids is from before it, or a proxy does not have it. */
function refusedNowWords({ plaintextRefused: refused, isPolicyNew, windowWords }: VerdictFacts) {
  if (refused === 0) return []
  const who = count(refused, 'caller')
  return isPolicyNew
    ? [
        `${windowWords} still count plaintext of ${who} from before the change, which is refused now`,
      ]
    : [`yet plaintext of ${who} arrives that it forbids: a proxy may not have the policy`]
}

/** Refused callers leave no row, so “all encrypted” never stands alone. */
const stoppedWords = ({ plaintextStopped }: VerdictFacts) =>
  plaintextStopped > 0 ? `; ${count(plaintextStopped, 'plaintext caller')} stopped` : ''

function seenWords(facts: VerdictFacts) {
  const { heard, requestCount, connectionCount, encryptedShare, windowWords } = facts
  if (!heard.now) return 'what is encrypted now is not known'
  const [number, unit] =
    requestCount !== null ? [requestCount, 'requests'] : [connectionCount, 'connections']
  if (number === null || encryptedShare === null) return `nothing seen in ${windowWords}`
  const about = `about ${Math.round(number).toLocaleString('en-US')} ${unit}`
  if (encryptedShare >= 1) return `all of ${about} encrypted`
  if (encryptedShare <= 0) return `none of ${about} encrypted`
  return `${Math.floor(encryptedShare * 1000) / 10} % of ${about} encrypted`
}

const plaintextNow = ({ plaintextNow: callers }: VerdictFacts) =>
  callers > 0 ? `, ${count(callers, 'caller')} in plaintext` : ''

const unenforced = ({ unenforced: names }: NamespacePolicy) =>
  names.length > 0 ? `; ${count(names.length, 'workload')} without a proxy` : ''

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

/** To sort by: what is refused now, then what blocks Strict, then what was never asked for. */
export function riskOf(facts: VerdictFacts): number {
  const mode = facts.policy?.mode
  return (
    facts.refused.length * 1_000 +
    (facts.plaintextNow + (facts.isPolicyNew ? 0 : facts.plaintextRefused)) * 100 +
    (facts.policy?.unenforced.length ?? 0) * 10 +
    (mode === 'DISABLE' ? 9 : mode === 'PERMISSIVE' ? 5 : 0) +
    facts.plaintextStopped
  )
}
