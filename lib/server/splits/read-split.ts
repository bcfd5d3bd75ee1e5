import 'server-only'
import type { z } from 'zod'
import type { SplitReply, splitParams, splitSearch } from '../../api/splits'
import { historyOf } from '../../domain/traffic-split/change-history'
import { parentStates } from '../../domain/traffic-split/parent-status'
import { readSplit as readSplitOf } from '../../domain/traffic-split/read-split'
import { type RouteObject, rulesOf } from '../../domain/traffic-split/rule'
import { type SplitConfig, splitWorld } from '../../domain/traffic-split/world'
import { UpstreamError } from '../../errors'
import { readsAs } from '../../identity/person'
import type { Viewer } from '../../identity/viewer'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { toYaml } from '../writes/yaml'
import { weightsRecords } from './change-records'
import { servicesOf } from './read-splits'
import { readVerification } from './read-verification'
import { readSplitConfig } from './split-config'
import { type FoundSplit, findSplit, type SplitName } from './split-object'
import { splitReply } from './split-reply'
import { mayEdit } from './split-rights'
import { readSplitTraffic } from './split-traffic'

type Search = z.output<typeof splitParams> & z.output<typeof splitSearch>

/** One object that routes, whoever wrote it and however many destinations it has. */
export const readSplit: Reader<Search, SplitReply['data']> = async (search, { viewer, signal }) => {
  const { window } = search
  const at = slotOf(search.at)
  const [{ object, route }, { config, warnings }] = await Promise.all([
    findVisible(search, viewer, signal),
    readSplitConfig(viewer, signal),
  ])
  const reading = await readSplitTraffic(
    { at, windowSeconds: window, ...scopeOf(route, config) },
    signal,
  )
  const records = weightsRecords(object.metadata.annotations)
  const split = readSplitOf(
    route,
    splitWorld(config, reading.traffic, reading.windowSeconds),
    records,
  )
  const parents = parentStates(route)
  const verification = await readVerification(
    {
      ...{ route, split, records, parents, config, at },
      scope: { namespaces: scopeOf(route, config).namespaces },
      intervalSeconds: reading.scrapes?.intervalSeconds ?? null,
    },
    signal,
  )
  const data = {
    ...split,
    editable: await mayEdit(viewer, split),
    yaml: toYaml(object),
    history: historyOf(records, rulesOf(route)),
    verification,
    parents,
  }
  return splitReply(data, { ...reading, at, configWarnings: warnings }, viewer)
}

/** Fresh, and as the person where there is one. What they may not see is not there. */
async function findVisible(
  name: SplitName,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<FoundSplit> {
  const { sees } = viewer
  if (sees.kind !== 'all' && !sees.names.has(name.namespace))
    throw new UpstreamError('kubernetes', 'not-found')
  return findSplit(readsAs(viewer), name, signal)
}

/** The services that it sends to, and the namespaces that their traffic is asked of. */
export function scopeOf(route: RouteObject, config: SplitConfig) {
  const services = servicesOf([route], config)
  const namespaces = [route.object.namespace, ...services.map(({ namespace }) => namespace)]
  return { latencyOf: services, namespaces: [...new Set(namespaces)].sort() }
}
