import 'server-only'
import type { Warning } from '../api/envelope'
import type { Viewer } from '../identity/viewer'
import type { Scrapes } from '../prometheus/samples'

/** `scrapes` is `null` where Prometheus did not tell. */
export type Observation = { scrapes: Scrapes | null; at: number; windowSeconds: number }

/** An instant query looks back five minutes for a series' last sample. */
const lookBackSeconds = 300
const leastStaleSeconds = 60

/** The newest scrape behind the data; the moment of asking where none is known. */
export const observedAt = ({ scrapes, at }: Observation) => Math.min(scrapes?.newest ?? at, at)

/** What may be wrong with figures that look right. */
export function ageWarnings({ scrapes, at, windowSeconds }: Observation): Warning[] {
  if (scrapes === null) return []
  if (scrapes.newest === null)
    return [
      {
        code: 'stale',
        title: 'No proxy was scraped in the 5 minutes before this moment',
        detail: 'What is shown is older than that, or the scraping of proxies is not set up.',
      },
    ]
  const age = Math.round((at - scrapes.newest) / 1000)
  return [
    ...(age > staleAfter(scrapes, windowSeconds)
      ? [{ code: 'stale', title: `The newest scrape is ${age} s old` }]
      : []),
    ...(scrapes.count !== null && scrapes.count < 2 && windowSeconds <= lookBackSeconds
      ? [
          {
            code: 'window-too-short',
            title: 'The window holds fewer than two scrapes',
            detail: 'A rate needs two. Choose a longer window.',
          },
        ]
      : []),
  ]
}

/** Three scrapes missed in a row, by the interval that the window shows. */
function staleAfter({ count }: Scrapes, windowSeconds: number): number {
  const interval = Math.min(windowSeconds, lookBackSeconds) / (count || 1)
  return Math.max(leastStaleSeconds, 3 * interval)
}

/** A store's own words may name anything: they are for those who may see everything. */
export function storeWarnings(texts: readonly string[], { sees }: Viewer): Warning[] {
  const code = 'prometheus-warning'
  if (sees.kind === 'all')
    return texts.map((detail) => ({ code, title: 'Prometheus warns', detail }))
  return texts.length > 0 ? [{ code, title: 'Prometheus warns that data may be missing' }] : []
}
