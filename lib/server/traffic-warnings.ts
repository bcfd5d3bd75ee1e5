import 'server-only'
import type { Warning } from '../api/envelope'
import type { Viewer } from '../identity/viewer'
import type { Scrapes } from '../prometheus/scrapes'
import type { FittedScope } from './read-scraping'

/** `scrapes` is `null` where Prometheus did not tell; `change` is how the window was made to fit. */
export type Observation = {
  scrapes: Scrapes | null
  at: number
  windowSeconds: number
  change?: FittedScope['change']
}

const leastStaleSeconds = 60

/** The newest scrape behind the data; the moment of asking where none is known. */
export const observedAt = ({ scrapes, at }: Observation) => Math.min(scrapes?.newest ?? at, at)

/** What may be wrong with figures that look right. */
export function ageWarnings(observation: Observation): Warning[] {
  const { scrapes } = observation
  if (scrapes === null) return []
  return [...staleWarning(observation), ...windowWarning(observation), ...twiceWarning(scrapes)]
}

/** The age of the newest scrape in seconds, where three in a row were missed; else `null`. */
export function staleSeconds(
  { newest, intervalSeconds }: Pick<Scrapes, 'newest' | 'intervalSeconds'>,
  at: number,
): number | null {
  if (newest === null) return null
  const age = Math.round((at - newest) / 1000)
  return age > Math.max(leastStaleSeconds, 3 * (intervalSeconds ?? 0)) ? age : null
}

function staleWarning({ scrapes, at }: Observation): Warning[] {
  if (scrapes?.newest == null)
    return [
      {
        code: 'stale',
        title: 'No proxy was scraped in the 5 minutes before this moment',
        detail: 'What is shown is older than that, or the scraping of proxies is not set up.',
      },
    ]
  const age = staleSeconds(scrapes, at)
  if (age === null) return []
  return [{ code: 'stale', title: `The newest scrape is ${age} s old`, since: scrapes.newest }]
}

function windowWarning({ change, windowSeconds, scrapes }: Observation): Warning[] {
  const minutes = Math.round(windowSeconds / 60)
  if (change === 'widened')
    return [
      {
        code: 'window-widened',
        title: `The window is shorter than two scrapes and was widened to ${minutes} min`,
        detail: `Proxies are scraped every ${Math.round(scrapes?.intervalSeconds ?? 0)} s, and a rate needs two scrapes.`,
      },
    ]
  if (change === 'shortened')
    return [
      {
        code: 'window-shortened',
        title: `The window would be too much for the store and was shortened to ${minutes / 60} h`,
        detail: 'Choose fewer namespaces to look further back.',
      },
    ]
  return []
}

function twiceWarning({ twice }: Scrapes): Warning[] {
  if (twice === 0) return []
  return [
    {
      code: 'scraped-twice',
      title: `${twice === 1 ? 'One proxy is' : `${twice} proxies are`} scraped by several jobs at a time`,
      detail:
        'Each is counted once here, but every other sum over these metrics counts it double. Look for two jobs, two ports (15020 and 15090) or a pair of Prometheus servers without deduplication.',
    },
  ]
}

/** A store's own words may name anything: they are for those who may see everything. */
export function storeWarnings(texts: readonly string[], { sees }: Viewer): Warning[] {
  const code = 'prometheus-warning'
  if (sees.kind === 'all')
    return texts.map((detail) => ({ code, title: 'Prometheus warns', detail }))
  return texts.length > 0 ? [{ code, title: 'Prometheus warns that data may be missing' }] : []
}
