import 'server-only'
import type { Warning } from '../../api/envelope'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import type { SecurityBefore, SecurityNow } from '../../domain/mtls/observation'
import { formatWindow } from '../../format/duration'
import { showsTo } from '../../identity/shows'
import type { Viewer } from '../../identity/viewer'
import { scrapes } from '../../prometheus/istio-metrics'
import {
  lookBackOf,
  type MtlsScope,
  securityAge,
  securityBefore,
  securityNow,
} from '../../prometheus/mtls-metrics'
import { toSecurityAge, toSecurityBefore, toSecurityNow } from '../../prometheus/mtls-samples'
import { type Scrapes, toScrapes } from '../../prometheus/scrapes'
import { optionalAnswer } from '../optional-answer'
import {
  type FittedScope,
  fitScope,
  isLong,
  rememberedScrapes,
  rememberScrapes,
} from '../read-scraping'
import { asker, slowAsker } from '../shared-questions'
import { ageWarnings, observedAt, storeWarnings } from '../traffic-warnings'
import { readMtlsFacts } from './read-mtls-facts'

export type WorldQuestion = MtlsScope & {
  at: number
  windowSeconds: number
  lookBackSeconds: number
  /** Asked anew whenever asked, and by shorter steps: something has just changed. */
  isFresh?: boolean
}

export type WorldReading = {
  world: MtlsWorld
  warnings: Warning[]
  observedAt: number
  /** Seconds; not always what was asked for. */
  window: number
}

const nothingNow: SecurityNow = {
  reports: new Map(),
  pairs: [],
  failures: [],
  answered: new Set(),
}
const nothingBefore: SecurityBefore = { pairs: [], failures: [] }

/** Two scrapes of a usual interval. */
const freshStepSeconds = 30

const without = {
  now: { code: 'mtls-now-missing', title: 'What is encrypted now is not known' },
  before: { code: 'mtls-before-missing', title: 'Callers of the last hours are missing' },
  age: { code: 'mtls-age-missing', title: 'The age of each namespace is not known' },
  scrapes: { code: 'scrapes-missing', title: 'The age of the data is not known' },
}

/**
 * Both facts of the mesh, by four questions at most. Each that fails is missing, and said to be:
 * the policies are known without Prometheus, and what was seen is known without Kubernetes.
 */
export async function readMtlsWorld(
  asked: WorldQuestion,
  { viewer, signal }: { viewer: Viewer; signal: AbortSignal },
): Promise<WorldReading> {
  const { at } = asked
  const [known, { scraped, change, question }] = await Promise.all([
    readMtlsFacts({ signal }),
    fitted(asked, signal),
  ])
  const [now, before, age, scraping] = await Promise.all([...askStore(question, signal), scraped])
  const { windowSeconds } = question
  const { facts, rules, candidatesOf } = known
  const parts = [now, before, age, scraping]
  const observation = { scrapes: scraping.value, at, windowSeconds, change }
  return {
    world: {
      facts,
      rules,
      candidatesOf,
      now: now.value ?? nothingNow,
      before: before.value ?? nothingBefore,
      heard: { now: now.value !== null, before: before.value !== null },
      age: { byNamespace: age.value ?? new Map(), newest: scraping.value?.newest ?? null },
      at,
      windowSeconds,
      windowWords: `the last ${formatWindow(windowSeconds)}`,
      shows: showsTo(viewer),
    },
    warnings: [
      ...parts.flatMap(({ missing }) => missing),
      ...storeWarnings([...new Set(parts.flatMap(({ warnings }) => warnings))], viewer),
      ...ageWarnings(observation),
      ...known.warnings,
    ],
    observedAt: observedAt(observation),
    window: windowSeconds,
  }
}

/** What is asked, as it suits how proxies are scraped: found out now where it is not remembered. */
async function fitted(asked: WorldQuestion, signal: AbortSignal) {
  const { at, namespaces, windowSeconds } = asked
  const isCostly = isLong(windowSeconds)
  const scraped = optionalAnswer(
    without.scrapes,
    asker(at, signal)(scrapes(isCostly ? { namespaces, windowSeconds } : null), toScrapes).then(
      (answer) => {
        rememberScrapes(at, answer.value)
        return answer
      },
    ),
    signal,
  )
  const remembered = isCostly ? null : rememberedScrapes(at)
  const known: Scrapes | null = remembered ?? (await scraped).value
  const { change, ...scope }: FittedScope = fitScope({ namespaces, windowSeconds }, known)
  return { scraped, change, question: { ...asked, ...scope } }
}

function askStore(question: WorldQuestion, signal: AbortSignal) {
  const { at, windowSeconds, lookBackSeconds } = question
  const ask = asker(at, signal)
  const [askBack, lookBack] = question.isFresh
    ? [ask, { seconds: lookBackSeconds, stepSeconds: freshStepSeconds }]
    : [slowAsker(at, signal), lookBackOf(lookBackSeconds)]
  return [
    optionalAnswer(without.now, ask(securityNow(question, windowSeconds), toSecurityNow), signal),
    optionalAnswer(
      without.before,
      askBack(securityBefore(question, lookBack), toSecurityBefore),
      signal,
    ),
    optionalAnswer(without.age, ask(securityAge(question), toSecurityAge), signal),
  ] as const
}
