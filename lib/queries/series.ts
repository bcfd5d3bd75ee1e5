import { queryOptions } from '@tanstack/react-query'
import type { SeriesReply } from '../api/series'
import { windowText } from '../search-params/values'
import { fetchJson } from './fetch-json'
import { refreshEvery } from './live/refresh-every'

export type SeriesQuestion = {
  /** Whose traffic: an edge's, or what a node received. */
  of: { edge: string } | { node: string; direction: 'in' | 'out' }
  /** Seconds. */
  window: number
  /** Epoch ms; `null` is now. */
  at: number | null
  latency: boolean
  /** Whether the graph shows services, each with all of its calls. */
  services: boolean
}

/** What every question about one element says of it. */
export function elementQuery({
  of,
  window,
  at,
  services,
}: Omit<SeriesQuestion, 'latency'>): URLSearchParams {
  const query = new URLSearchParams({
    ...of,
    window: windowText(window),
    services: String(services),
  })
  if (at !== null) query.set('at', String(at))
  return query
}

function seriesUrl(question: SeriesQuestion): string {
  const query = elementQuery(question)
  query.set('latency', String(question.latency))
  return `/api/v1/series?${query}`
}

const leastRefreshSeconds = 15

export const seriesQuery = (question: SeriesQuestion, refreshSeconds: number) => {
  // A range costs the store more than a moment; a chart need not be newer than this.
  const refresh = refreshSeconds === 0 ? 0 : Math.max(refreshSeconds, leastRefreshSeconds)
  return queryOptions({
    queryKey: ['series', question],
    queryFn: ({ signal }) => fetchJson<SeriesReply>(seriesUrl(question), signal),
    meta: { refreshSeconds: refresh },
    refetchInterval: () => refreshEvery(refresh),
    refetchIntervalInBackground: false,
    staleTime: 5000,
    retry: false,
  })
}
