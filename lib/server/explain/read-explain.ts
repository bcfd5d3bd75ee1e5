import 'server-only'
import type { ExplainData, ExplainSearch } from '../../api/explain'
import { bySeverity } from '../../domain/finding'
import { visibleFacts } from '../../domain/service-graph/visibility'
import { readEnv } from '../../env'
import { isUpstreamError } from '../../errors'
import type { Viewer } from '../../identity/viewer'
import { scrapes } from '../../prometheus/istio-metrics'
import { presence, presenceQueries, toPresence } from '../../prometheus/presence'
import { toScrapes } from '../../prometheus/scrapes'
import { slotOf } from '../flights'
import { readMeshFacts } from '../read-mesh-facts'
import { fitScope } from '../read-scraping'
import type { Reader } from '../reader'
import { asker } from '../shared-questions'
import { type Explanation, explanation } from './explanation'
import { explainMembership } from './mesh-membership'
import { explainMetrics } from './metrics-found'
import { explainFailure } from './store-failure'

/** Why a graph is what it is: empty, partial or too high. Worst first; nothing where all is well. */
export const readExplain: Reader<ExplainSearch, ExplainData> = async (
  search,
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { window } = search
  const namespaces = shownNamespaces(search.namespaces, viewer)
  const reply = (found: Explanation[], warnings: { code: string; title: string }[] = []) => ({
    data: found.sort(bySeverity),
    warnings,
    observedAt: at,
    window,
  })
  if (namespaces === null) return reply([hiddenByPermissions()])
  const [metrics, mesh] = await Promise.all([
    explainStore({ namespaces, windowSeconds: window }, at, signal),
    readMeshFacts({ signal }),
  ])
  const visible = viewer.sees.kind === 'all' ? null : viewer.sees.names
  const facts = visibleFacts(mesh.facts, visible, viewer.readable)
  const { here } = presenceQueries({ namespaces, windowSeconds: window })
  return reply([...metrics, ...explainMembership(facts, namespaces, here)], mesh.warnings)
}

/** `null`: the viewer may see none of what was asked for. */
function shownNamespaces(asked: readonly string[], { sees }: Viewer): string[] | null {
  if (sees.kind === 'all') return [...asked]
  if (asked.length === 0) return sees.names.size > 0 ? [...sees.names].sort() : null
  const shown = asked.filter((name) => sees.names.has(name))
  return shown.length > 0 ? shown : null
}

const hiddenByPermissions = () =>
  explanation({
    code: 'hidden-by-permissions',
    severity: 'error',
    title: 'You may not see the traffic of what was asked for',
    detail: 'Traffic of a namespace is shown to who may list its pods. Ask for that right.',
    promql: null,
  })

async function explainStore(
  asked: { namespaces: readonly string[]; windowSeconds: number },
  at: number,
  signal: AbortSignal,
): Promise<Explanation[]> {
  const ask = asker(at, signal)
  const scraping = scrapes()
  let question = scraping
  try {
    const { value: scraped } = await ask(scraping, toScrapes)
    const scope = fitScope(asked, scraped)
    const queries = presenceQueries(scope)
    question = presence(queries)
    const { value: found } = await ask(question, toPresence)
    return explainMetrics({
      ...{ presence: found, queries, scope, at },
      ...{ scrapes: scraped, scrapesQuery: scraping.query },
      fixedMatchers: readEnv().prometheusMatchers ?? null,
    })
  } catch (error) {
    if (signal.aborted || !isUpstreamError(error)) throw error
    return [explainFailure(error, question.query)]
  }
}
