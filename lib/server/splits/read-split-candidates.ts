import 'server-only'
import type { SplitCandidatesReply, SplitsSearch } from '../../api/splits'
import { candidatesIn } from '../../domain/traffic-split/candidates'
import { splitWorld } from '../../domain/traffic-split/world'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { visibleAmong } from './read-splits'
import { readSplitConfig } from './split-config'
import { splitReply } from './split-reply'
import { mayCreate } from './split-rights'
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
  const wanted = candidates.filter(({ namespace }) => asked.size === 0 || asked.has(namespace))
  const data = await Promise.all(
    wanted.map(async ({ label: _, weightsFrom: __, ...candidate }) => ({
      ...candidate,
      creatable: candidate.creatable.allowed
        ? await mayCreate(viewer, candidate.namespace)
        : candidate.creatable,
    })),
  )
  return splitReply(data, { ...reading, at, configWarnings: warnings }, viewer)
}
