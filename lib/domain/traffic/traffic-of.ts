import { addRequests, addTraffic, addVolume, emptyTally, toTraffic, type VolumeRate } from './tally'
import type { CodeRate, Traffic } from './traffic'

/** Nothing was seen: not zero. */
export const noTraffic: Traffic = toTraffic(emptyTally())

/** Everything that was reported of one edge, or of one side of a node, as one traffic. */
export function trafficOf(requests: readonly CodeRate[], volumes: readonly VolumeRate[]): Traffic {
  const tally = emptyTally()
  for (const one of requests) addRequests(tally, one)
  for (const one of volumes) addVolume(tally, one)
  return toTraffic(tally)
}

/** Rates add up; ratios are worked out anew. */
export function mergeTraffic(traffics: readonly Traffic[]): Traffic {
  const tally = emptyTally()
  for (const one of traffics) addTraffic(tally, one)
  return toTraffic(tally)
}
