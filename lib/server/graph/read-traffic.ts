import 'server-only'
import type { Warning } from '../../api/envelope'
import type { ServiceName } from '../../domain/host'
import type { GraphView } from '../../domain/service-graph/graph'
import { isUpstreamError } from '../../errors'
import type { Scope } from '../../prometheus/counting-rule'
import { serviceHosts } from '../../prometheus/identity-matchers'
import {
  latencyBuckets,
  type Question,
  requests,
  scrapes,
  security,
  volumes,
} from '../../prometheus/istio-metrics'
import type { VectorTable } from '../../prometheus/parse-vector'
import { type Scrapes, toScrapes } from '../../prometheus/scrapes'
import {
  type FittedScope,
  fitScope,
  isLong,
  rememberedScrapes,
  rememberScrapes,
} from '../read-scraping'
import { type Answer, asker } from '../shared-questions'
import type { TableAnswer, TrafficAnswers } from './draw-bytes'

export type TrafficQuestion = Scope & {
  view: GraphView
  /** The namespaces whose latencies are asked for, none are all; `null`: not asked. */
  latency: readonly string[] | null
  security: boolean
  /** Of HTTP too. */
  bytes: boolean
  /** Services that some route mirrors requests to. */
  mirrors: readonly ServiceName[]
  /** Epoch ms; the same for all who ask in one slot. */
  at: number
}

export type TrafficReading = {
  answers: TrafficAnswers
  /** `null` when Prometheus did not tell. */
  scrapes: Scrapes | null
  /** What rates are averaged over, which is not always what was asked for. */
  windowSeconds: number
  change: FittedScope['change']
  /** What is missing, and what Prometheus said itself. */
  missing: Warning[]
  storeWarnings: string[]
}

/**
 * What flowed, by six questions at most. Without an answer about requests there is no picture, and
 * this throws; anything else that fails is missing from it, and is said to be.
 */
export async function readTraffic(
  question: TrafficQuestion,
  signal: AbortSignal,
): Promise<TrafficReading> {
  const failed = new AbortController()
  try {
    return await askAll(question, AbortSignal.any([signal, failed.signal]))
  } catch (error) {
    // Nobody waits for the others any more.
    failed.abort(error)
    throw error
  }
}

async function askAll(
  { view, latency, security: asksSecurity, bytes, mirrors, at, ...asked }: TrafficQuestion,
  signal: AbortSignal,
): Promise<TrafficReading> {
  const ask = asker(at, signal)
  const isCostly = isLong(asked.windowSeconds)
  const scraping = optional(
    'scrapes',
    ask(scrapes(isCostly ? asked : null), toScrapes).then((answer) => {
      rememberScrapes(at, answer.value)
      return answer
    }),
    signal,
  )
  // Found out once in a while, and whenever it decides what can be asked at all.
  const remembered = isCostly ? null : rememberedScrapes(at)
  const { change, ...scope } = fitScope(asked, remembered ?? (await scraping).value)
  const [counted, flows, buckets, policies, scraped] = await Promise.all([
    Promise.all(
      requests(scope, mirrors.map(serviceHosts)).map((question) => ask(question, asItCame)),
    ),
    optional('volumes', ask(volumes(scope, { bytes }), asItCame), signal),
    latency
      ? optional(
          'latency',
          ask(latencyBuckets(view, { ...scope, namespaces: latency }), asItCame),
          signal,
        )
      : null,
    asksSecurity ? optional('mtls', ask(security(view, scope), asItCame), signal) : null,
    scraping,
  ])
  const parts = [flows, buckets, policies, scraped].filter((part) => part !== null)
  return {
    answers: {
      requests: counted.map(({ value }) => value),
      volumes: flows.value,
      latency: buckets?.value ?? null,
      security: policies?.value ?? null,
    },
    scrapes: scraped.value,
    windowSeconds: scope.windowSeconds,
    change,
    missing: parts.flatMap(({ missing }) => missing),
    storeWarnings: [...new Set([...counted, ...parts].flatMap(({ warnings }) => warnings))],
  }
}

/** Read where it is drawn: of a big mesh that is no work for the event loop. */
const asItCame = (table: VectorTable, { groupLabels, labels }: Question): TableAnswer => ({
  table,
  shape: { groupLabels, labels },
})

const words = {
  volumes: 'TCP traffic, bytes and messages are missing',
  latency: 'Latencies are missing',
  mtls: 'Shares of mutual TLS are missing',
  scrapes: 'The age of the data is not known',
} as const

type Optional<T> = { value: T | null; warnings: string[]; missing: Warning[] }

async function optional<T>(
  part: keyof typeof words,
  answer: Promise<Answer<T>>,
  signal: AbortSignal,
): Promise<Optional<T>> {
  try {
    return { ...(await answer), missing: [] }
  } catch (error) {
    if (signal.aborted || !isUpstreamError(error)) throw error
    const missing = { code: `${part}-missing`, title: words[part], detail: `${error.message}.` }
    return { value: null, warnings: [], missing: [missing] }
  }
}
