import { qualifiedName } from '../workload'
import type { Hop, Peer, TrafficSamples } from './sample'

export type HiddenScrapers = { callers: number; requestsPerSecond: number }

/**
 * Leaves out the calls of workloads (`namespace/name`) that a person has named as scrapers, and
 * counts what is left out. Nothing is guessed: metrics carry no path, so a probe looks like a call.
 */
export function withoutScrapers(
  samples: TrafficSamples,
  scrapers: readonly string[],
): { samples: TrafficSamples; hidden: HiddenScrapers } {
  if (scrapers.length === 0) return { samples, hidden: { callers: 0, requestsPerSecond: 0 } }
  const named = new Set(scrapers)
  const found = new Set<string>()
  const isScrape = ({ hop }: { hop: Hop }) => {
    const name = hop.source && nameOf(hop.source)
    if (name === null || !named.has(name)) return false
    found.add(name)
    return true
  }
  const isCall = (sample: { hop: Hop }) => !isScrape(sample)
  const requestsPerSecond = samples.requests
    .filter(isScrape)
    .reduce((sum, one) => sum + one.requestsPerSecond, 0)
  const left = {
    requests: samples.requests.filter(isCall),
    volumes: samples.volumes.filter(isCall),
    latency: samples.latency?.filter(isCall) ?? null,
    security: samples.security?.filter(isCall) ?? null,
  }
  return { samples: left, hidden: { callers: found.size, requestsPerSecond } }
}

const nameOf = ({ namespace, workload }: Peer) => qualifiedName({ namespace, name: workload })
