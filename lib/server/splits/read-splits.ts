import 'server-only'
import type { SplitsReply, SplitsSearch } from '../../api/splits'
import { isSplit, readSplit } from '../../domain/traffic-split/read-split'
import type { RouteObject } from '../../domain/traffic-split/rule'
import type { Split } from '../../domain/traffic-split/split'
import { resolveRules, type SplitConfig, splitWorld } from '../../domain/traffic-split/world'
import type { Viewer } from '../../identity/viewer'
import { slotOf } from '../flights'
import type { Reader } from '../reader'
import { weightsRecords } from './change-records'
import { readSplitConfig } from './split-config'
import { splitReply } from './split-reply'
import { mayEdit } from './split-rights'
import { readSplitTraffic } from './split-traffic'

/** Every route with several destinations, with what is configured and what was seen. */
export const readSplits: Reader<SplitsSearch, SplitsReply['data']> = async (
  { window, ...search },
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { config, warnings } = await readSplitConfig(viewer, signal)
  const namespaces = visibleAmong(search.namespaces, viewer)
  const asked = new Set(search.namespaces)
  const routes = config.routes.filter(
    (route) => (asked.size === 0 || asked.has(route.object.namespace)) && isSplit(route, config),
  )
  const reading = await readSplitTraffic(
    { at, namespaces, windowSeconds: window, latencyOf: servicesOf(routes, config) },
    signal,
  )
  const world = splitWorld(config, reading.traffic, reading.windowSeconds)
  const splits = routes.map((route) =>
    readSplit(route, world, weightsRecords(route.object.annotations)),
  )
  const data = await Promise.all(splits.map((split) => withRights(split, viewer)))
  return splitReply(data, { ...reading, at, configWarnings: warnings }, viewer)
}

/** Empty stands for all, so who may see nothing of what they ask for asks for a name that is none. */
export function visibleAmong(namespaces: readonly string[], { sees }: Viewer): string[] {
  if (sees.kind === 'all') return [...namespaces]
  const visible =
    namespaces.length === 0 ? [...sees.names] : namespaces.filter((name) => sees.names.has(name))
  return visible.length > 0 ? visible.sort() : ['']
}

/** The services that these routes send to. */
export function servicesOf(routes: readonly RouteObject[], config: SplitConfig) {
  return routes
    .flatMap((route) => resolveRules(route, config.destinations))
    .flatMap(({ resolved }) => resolved.flatMap(({ service }) => service ?? []))
}

export async function withRights<One extends Omit<Split, 'editable'>>(
  split: One,
  viewer: Viewer,
): Promise<One & Pick<Split, 'editable'>> {
  const { kind, namespace, owner } = split
  return { ...split, editable: await mayEdit(viewer, { kind, namespace, owner }) }
}
