import 'server-only'
import type { SplitCandidatesReply, SplitsSearch } from '../../api/splits'
import { candidatesIn } from '../../domain/traffic-split/candidates'
import { splitWorld } from '../../domain/traffic-split/world'
import { personOf } from '../../identity/person'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { visibleAmong } from './read-splits'
import { readSplitConfig } from './split-config'
import { splitReply } from './split-reply'
import { readSplitTraffic } from './split-traffic'

/** Services with several versions that no route splits: what creating a split begins with. */
export const readSplitCandidates: Reader<SplitsSearch, SplitCandidatesReply['data']> = async (
  { window, ...search },
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { config, warnings } = await readSplitConfig(viewer, signal)
  const namespaces = visibleAmong(search.namespaces, viewer)
  const reading = await readSplitTraffic(
    { at, namespaces, windowSeconds: window, latencyOf: [] },
    signal,
  )
  const asked = new Set(search.namespaces)
  const candidates = candidatesIn(splitWorld(config, reading.traffic, reading.windowSeconds), at)
  const data = candidates
    .filter(({ namespace }) => asked.size === 0 || asked.has(namespace))
    .map(({ label: _, weightsFrom: __, ...candidate }) => ({
      ...candidate,
      creatable: personOf(viewer)
        ? candidate.creatable
        : { allowed: false, reason: 'Nobody is signed in here, so nothing can be changed.' },
    }))
  return splitReply(data, { ...reading, at, configWarnings: warnings }, viewer)
}
