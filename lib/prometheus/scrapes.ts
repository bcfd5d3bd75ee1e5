import 'server-only'
import { scrapesSeconds } from './istio-metrics'
import type { VectorTable } from './parse-vector'

export type Scrapes = {
  /** Epoch ms; `null` when no proxy was scraped of late. */
  newest: number | null
  /** Of the proxy that was scraped most; `null` when none was. */
  intervalSeconds: number | null
  /** Proxies that are scraped by several jobs or servers at a time. */
  twice: number
  /** Series that a long window would read; `null` where nobody asked. */
  series: number | null
}

export function toScrapes({ strings, labels, values }: VectorTable): Scrapes {
  const facts = new Map([...values].map((value, row) => [strings[labels[row] ?? -1], value]))
  const newest = facts.get('newest')
  const count = facts.get('count')
  return {
    newest: newest === undefined ? null : Math.round(newest * 1000),
    intervalSeconds: count ? scrapesSeconds / count : null,
    twice: facts.get('twice') ?? 0,
    series: facts.get('series') ?? null,
  }
}
