'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { type GraphScreenSearch, parseGraphSearch } from './graph'
import { graphHref } from './routes'

export type ChangeGraphSearch = (change: Partial<GraphScreenSearch>) => void

/**
 * The graph's URL as state. A change is written with the history API, which Next's
 * `useSearchParams` follows without asking the server, and can be undone with Back.
 * https://nextjs.org/docs/app/getting-started/linking-and-navigating#native-history-api
 */
export function useGraphSearch(): [GraphScreenSearch, ChangeGraphSearch] {
  const params = useSearchParams()
  const search = useMemo(() => parseGraphSearch(new URLSearchParams(params)), [params])
  const change = useCallback<ChangeGraphSearch>((changed) => {
    const { pathname, search: query } = window.location
    const href = graphHref({ ...parseGraphSearch(new URLSearchParams(query)), ...changed })
    if (href !== `${pathname}${query}`) window.history.pushState(null, '', href)
  }, [])
  return [search, change]
}
