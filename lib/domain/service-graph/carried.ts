import { addVolume, emptyTally, type Tally } from '../traffic/tally'
import { qualifiedName } from '../workload'
import type { MeshFacts } from './mesh-facts'
import { isKnown } from './peer'
import type { Hop, TrafficSamples } from './sample'

/** Calls and what carried them, apart. */
export type Carried = {
  samples: TrafficSamples
  /** Below these calls; empty where nothing was seen, or where it is shared with others. */
  carriedBy: (hops: readonly Hop[]) => Tally[]
}

/**
 * An Envoy (a sidecar, a gateway) that calls an ambient pod reports requests, and the pod's ztunnel
 * the connections that carry them: two layers of one call. What is plain TCP to the Envoy as well it
 * reports itself, and then the counting rule has left out the ztunnel's report.
 */
export function separateCarried(samples: TrafficSamples, facts: MeshFacts): Carried {
  if (!samples.volumes.some(isOfServer)) return { samples, carriedBy: () => [] }
  const calls = callsOfEnvoys(samples)
  const modes = new Map(facts.workloads.map((one) => [qualifiedName(one), one.dataPlaneMode]))
  const mayBeAmbient = (pair: string) =>
    (modes.get(pair.slice(pair.indexOf('>') + 1)) ?? 'ambient') === 'ambient'
  const carried = new Map<string, Tally>()
  const volumes = samples.volumes.filter((sample) => {
    if (!isOfServer(sample)) return true
    const pair = pairOf(sample.hop)
    if (pair === null || !calls.has(pair) || !mayBeAmbient(pair)) return true
    const tally = carried.get(pair) ?? emptyTally()
    carried.set(pair, tally)
    addVolume(tally, sample)
    return false
  })
  if (carried.size === 0) return { samples, carriedBy: () => [] }
  return {
    samples: { ...samples, volumes },
    carriedBy(hops) {
      const own = countByPair(hops)
      return [...own].flatMap(([pair, count]) =>
        count === calls.get(pair) ? (carried.get(pair) ?? []) : [],
      )
    },
  }
}

/** Connections that only the server's end reports. */
const isOfServer = ({ hop }: { hop: Hop }) =>
  hop.reporter === 'destination' && hop.protocol === 'tcp'

/** How many hops an Envoy has reported requests of, for each pair of workloads. */
const callsOfEnvoys = ({ requests }: TrafficSamples) =>
  countByPair(
    new Set(requests.map(({ hop }) => hop).filter(({ reporter }) => reporter === 'source')),
  )

function countByPair(hops: Iterable<Hop>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const hop of hops) {
    const pair = pairOf(hop)
    if (pair !== null) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return counts
}

const pairOf = ({ source, destination }: Hop): string | null =>
  source && destination && isKnown(source.workload) && isKnown(destination.workload)
    ? `${source.namespace}/${source.workload}>${destination.namespace}/${destination.workload}`
    : null
