import 'server-only'
import type { Warning } from '../../api/envelope'
import type { SplitTraffic } from '../../domain/traffic-split/flows'
import type { ObjectName } from '../../domain/traffic-split/split'
import { isUpstreamError } from '../../errors'
import { scrapes } from '../../prometheus/istio-metrics'
import { toLatencySamples, toRequestSamples, toVolumeSamples } from '../../prometheus/samples'
import { type Scrapes, toScrapes } from '../../prometheus/scrapes'
import { splitConnections, splitLatency, splitRequests } from '../../prometheus/split-metrics'
import {
  type FittedScope,
  fitScope,
  isLong,
  rememberedScrapes,
  rememberScrapes,
} from '../read-scraping'
import { asker } from '../shared-questions'

export type SplitQuestion = {
  /** Epoch ms; the same for all who ask in one slot. */
  at: number
  /** Empty for all. */
  namespaces: readonly string[]
  windowSeconds: number
  /** Whose latency is asked for; none leaves the question out. */
  latencyOf: readonly ObjectName[]
}

export type SplitTrafficReading = {
  /** `null`: Prometheus did not answer, and `warnings` says so. */
  traffic: SplitTraffic | null
  scrapes: Scrapes | null
  /** As asked for, unless it was made to fit. */
  windowSeconds: number
  change: FittedScope['change']
  warnings: Warning[]
  storeWarnings: string[]
}

/**
 * What flowed, by four questions at most however many splits there are. Without Prometheus splits
 * are still what Kubernetes says they are, so nothing that fails here is thrown.
 */
export async function readSplitTraffic(
  { at, namespaces, windowSeconds: askedSeconds, latencyOf }: SplitQuestion,
  signal: AbortSignal,
): Promise<SplitTrafficReading> {
  const ask = asker(at, signal)
  const orMissing = missing(signal)
  const asked = { namespaces, windowSeconds: askedSeconds }
  const scraping = orMissing(
    'scrapes',
    ask(scrapes(isLong(askedSeconds) ? asked : null), toScrapes).then((answer) => {
      rememberScrapes(at, answer.value)
      return answer
    }),
  )
  const remembered = isLong(askedSeconds) ? null : rememberedScrapes(at)
  const { change, ...scope } = fitScope(asked, remembered ?? (await scraping).value)
  const { windowSeconds } = scope
  const [requests, connections, latency, scraped] = await Promise.all([
    orMissing('requests', ask(splitRequests(scope), toRequestSamples)),
    orMissing('connections', ask(splitConnections(scope), toVolumeSamples)),
    latencyOf.length > 0
      ? orMissing('latency', ask(splitLatency(latencyOf, scope), toLatencySamples))
      : null,
    scraping,
  ])
  const parts = [requests, connections, latency, scraped].filter((part) => part !== null)
  return {
    traffic: requests.value && {
      requests: requests.value,
      volumes: connections.value ?? [],
      latency: latency?.value ?? null,
      windowSeconds,
    },
    scrapes: scraped.value,
    windowSeconds,
    change,
    // One store: where nothing came, one sentence says it.
    warnings: requests.value
      ? parts.flatMap(({ warning }) => warning ?? [])
      : [requests.warning ?? []].flat(),
    storeWarnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
  }
}

const words = {
  requests: 'What was observed is missing',
  connections: 'Observed TCP connections are missing',
  latency: 'Latencies are missing',
  scrapes: 'The age of the data is not known',
} as const

type Part<T> = { value: T | null; warnings: string[]; warning: Warning | null }

const missing =
  (signal: AbortSignal) =>
  async <T>(
    part: keyof typeof words,
    answer: Promise<{ value: T; warnings: string[] }>,
  ): Promise<Part<T>> => {
    try {
      return { ...(await answer), warning: null }
    } catch (error) {
      if (signal.aborted || !isUpstreamError(error)) throw error
      const warning = {
        code: `${part}-missing`,
        title: words[part],
        detail: `${error.message}.`,
      }
      return { value: null, warnings: [], warning }
    }
  }
