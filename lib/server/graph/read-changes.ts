import 'server-only'
import type { ChangesData, ChangesSearch } from '../../api/changes'
import { troubleSince } from '../../domain/health/trouble-since'
import { type NodeIdentity, parseEdgeId, parseNodeId } from '../../domain/service-graph/ids'
import { showsTo } from '../../identity/shows'
import type { Viewer } from '../../identity/viewer'
import { watchCache } from '../../kubernetes/watch-cache'
import { scrapes } from '../../prometheus/istio-metrics'
import { toScrapes } from '../../prometheus/scrapes'
import { requestsOverTime, timesOf } from '../../prometheus/traffic-over-time'
import { slotOf } from '../flights'
import { readMeshFacts } from '../read-mesh-facts'
import type { Reader } from '../reader'
import { asker, askRange } from '../shared-questions'
import { storeWarnings } from '../traffic-warnings'
import { recentChanges } from './recent-changes'
import { seriesCalls } from './series-calls'

/** How far back a beginning is looked for, in seconds: windows of the graph, within an hour and a day. */
const lookBack = (window: number) => Math.min(86_400, Math.max(3600, 12 * window))

/** As fine as a person can act on, as coarse as is cheap. */
const mostMoments = 120

/** Since when an edge or a node is in trouble, and what was changed around then. */
export const readChanges: Reader<ChangesSearch, ChangesData> = async (
  search,
  { viewer, signal },
) => {
  const { window } = search
  const end = slotOf(search.at)
  const seconds = lookBack(window)
  const stepSeconds = Math.ceil(seconds / mostMoments)
  const moments = { start: end - seconds * 1000, end, stepSeconds }
  const [{ facts, warnings }, { value: scraped }] = await Promise.all([
    readMeshFacts({ signal }),
    asker(end, signal)(scrapes(), toScrapes),
  ])
  const calls = seriesCalls(search, viewer, facts)
  const rateSeconds = Math.max(2 * stepSeconds, Math.ceil(4 * (scraped.intervalSeconds ?? 15)))
  const selection = calls && { calls, windowSeconds: rateSeconds, isTwice: scraped.twice > 0 }
  const times = timesOf(moments)
  const seen = selection
    ? await requestsOverTime((query) => askRange({ ...moments, query }, signal), selection, times)
    : { requestsPerSecond: null, errorsPerSecond: null, warnings: [] }
  const trouble = troubleSince({
    times,
    requests: seen.requestsPerSecond ?? [],
    errors: seen.errorsPerSecond ?? [],
  })
  const since = trouble.kind === 'trouble' ? trouble.since : null
  return {
    data: {
      since,
      failing: trouble.kind === 'trouble',
      lookedBackTo: moments.start,
      changes: recentChanges(watchCache(), namespacesOf(search, viewer), showsTo(viewer), since),
    },
    warnings: [...storeWarnings(seen.warnings, viewer), ...warnings],
    observedAt: end,
    window,
  }
}

/** Those at both ends, as far as the viewer may see them. */
function namespacesOf({ edge, node }: ChangesSearch, { sees }: Viewer): Set<string> {
  const ends = edge === undefined ? null : parseEdgeId(edge)
  const nodes = ends ? [ends.source, ends.target] : [parseNodeId(node ?? '')]
  return new Set(
    nodes
      .flatMap((one) => (one ? namespaceOf(one) : []))
      .filter((name) => sees.kind === 'all' || sees.names.has(name)),
  )
}

function namespaceOf(node: NodeIdentity): string[] {
  if (node.kind === 'namespace') return [node.name]
  return 'namespace' in node && node.namespace !== null ? [node.namespace] : []
}
