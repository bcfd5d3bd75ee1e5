import 'server-only'
import { formatAge } from '../../format/duration'
import type { Presence, PresenceQueries } from '../../prometheus/presence'
import type { Scrapes } from '../../prometheus/scrapes'
import type { FittedScope } from '../read-scraping'
import { staleSeconds } from '../traffic-warnings'
import { type Explanation, explanation } from './explanation'

export type Metrics = {
  presence: Presence
  queries: PresenceQueries
  scrapes: Scrapes
  scrapesQuery: string
  scope: FittedScope
  /** Epoch ms. */
  at: number
  /** As they are put into every question; none are none. */
  fixedMatchers: string | null
}

/** What the store's own answers say of an empty or wrong graph. */
export function explainMetrics(metrics: Metrics): Explanation[] {
  return [
    ...whyNothing(metrics),
    ...lateScrapes(metrics),
    ...scrapedTwice(metrics),
    ...changedWindow(metrics),
  ]
}

/** The first that holds: each makes those after it meaningless. */
function whyNothing(metrics: Metrics): Explanation[] {
  const { presence, queries } = metrics
  if (presence.anywhere === null && presence.lastScrape === null) return [noneAtAll(metrics)]
  if (isOld(metrics)) return [onlyOlder(metrics)]
  if (presence.requests !== null) return []
  if (presence.tcp !== null)
    return [
      explanation({
        code: 'only-tcp',
        severity: 'info',
        title: 'Only TCP was seen, no HTTP or gRPC',
        detail:
          'An ambient mesh without a waypoint, and ports that are not named for HTTP, report connections and bytes alone.',
        promql: queries.tcp,
      }),
    ]
  // Series of a proxy whose scrape has failed are not there, whatever it has counted.
  if (lateScrapes(metrics).length > 0) return []
  if (presence.anywhere === null || presence.here === null) return [notHere(metrics)]
  return [
    explanation({
      code: 'no-traffic',
      severity: 'info',
      title: 'No traffic flowed in this window',
      detail: 'Proxies are scraped and say that nothing was called. Choose a longer window.',
      promql: queries.requests,
    }),
  ]
}

function noneAtAll({ queries, fixedMatchers }: Metrics): Explanation {
  if (fixedMatchers !== null)
    return explanation({
      code: 'filtered-by-matchers',
      severity: 'error',
      title: 'No metrics of Istio fit the matchers that every question carries',
      detail: `Only series with ${fixedMatchers} are seen. Check BINNACLE_PROMETHEUS_MATCHERS.`,
      promql: queries.anywhere,
    })
  return explanation({
    code: 'no-istio-metrics',
    severity: 'error',
    title: 'Prometheus has no metrics of Istio at all',
    detail:
      'The proxies are not scraped, or another Prometheus does it. Proxies are scraped at port 15020, path /stats/prometheus.',
    promql: queries.anywhere,
  })
}

/** Epoch ms. A day is looked through in steps of five minutes: of those before now more is known. */
function newestScrape({ scrapes, presence }: Metrics): number | null {
  if (scrapes.newest !== null || presence.lastScrape === null) return scrapes.newest
  return Math.round(presence.lastScrape * 1000)
}

function isOld(metrics: Metrics): boolean {
  const newest = newestScrape(metrics)
  return newest !== null && newest <= metrics.at - metrics.scope.windowSeconds * 1000
}

function onlyOlder(metrics: Metrics): Explanation {
  const { queries, at } = metrics
  return explanation({
    code: 'only-older',
    severity: 'error',
    title: `The newest scrape of a proxy is about ${formatAge(at - (newestScrape(metrics) ?? at))} old`,
    detail: 'There are metrics of Istio, but none of this window. Check that proxies are scraped.',
    promql: queries.lastScrape,
  })
}

/** Older than it should be, and within the window all the same. */
function lateScrapes(metrics: Metrics): Explanation[] {
  const { scrapes, queries, at } = metrics
  const newest = newestScrape(metrics)
  const { intervalSeconds } = scrapes
  const isLate = !isOld(metrics) && staleSeconds({ newest, intervalSeconds }, at) !== null
  if (newest === null || !isLate) return []
  return [
    explanation({
      code: 'scrapes-late',
      severity: 'warning',
      title: `The newest scrape of a proxy is ${formatAge(at - newest)} old`,
      detail:
        'What has happened since is not known, and rates are those of before. Check that proxies are scraped.',
      promql: queries.lastScrape,
    }),
  ]
}

const notHere = ({ scope, queries }: Metrics) =>
  scope.namespaces.length > 0
    ? explanation({
        code: 'not-these-namespaces',
        severity: 'warning',
        title: 'There are metrics of Istio, but none of these namespaces',
        detail: 'Nothing in them was called or did call since it was last started.',
        promql: queries.here,
      })
    : explanation({
        code: 'no-traffic-metrics',
        severity: 'warning',
        title: 'Proxies are scraped, but none has reported a call yet',
        detail:
          'Counters appear with the first call. A Telemetry resource may also switch them off.',
        promql: queries.anywhere,
      })

function scrapedTwice({ scrapes, scrapesQuery }: Metrics): Explanation[] {
  if (scrapes.twice === 0) return []
  return [
    explanation({
      code: 'scraped-twice',
      severity: 'warning',
      title: `${scrapes.twice === 1 ? 'One proxy is' : `${scrapes.twice} proxies are`} scraped by several jobs at a time`,
      detail:
        'Every rate over their metrics is too high by that factor; here each is counted once. Look for two jobs, two ports (15020 and 15090), or a pair of Prometheus servers without deduplication.',
      promql: scrapesQuery,
    }),
  ]
}

function changedWindow({ scope, scrapes, scrapesQuery }: Metrics): Explanation[] {
  if (scope.change !== 'widened') return []
  return [
    explanation({
      code: 'window-widened',
      severity: 'info',
      title: `The window is shorter than two scrapes and was widened to ${Math.round(scope.windowSeconds / 60)} min`,
      detail: `Proxies are scraped every ${Math.round(scrapes.intervalSeconds ?? 0)} s, and a rate needs two scrapes.`,
      promql: scrapesQuery,
    }),
  ]
}
