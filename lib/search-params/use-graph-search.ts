'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useState } from 'react'
import { type GraphScreenSearch, parseGraphSearch } from './graph'
import { graphHref } from './routes'

export type ChangeGraphSearch = (change: Partial<GraphScreenSearch>) => void

/**
 * The graph's URL as state. A change is written with the history API, which Next's
 * `useSearchParams` follows without asking the server, and can be undone with Back. Next follows in
 * a transition; until then the change itself is what is shown, so that a tick stays ticked.
 * https://nextjs.org/docs/app/getting-started/linking-and-navigating#native-history-api
 */
export function useGraphSearch(): [GraphScreenSearch, ChangeGraphSearch] {
  const params = useSearchParams()
  const [ahead, setAhead] = useState<{ of: typeof params; search: GraphScreenSearch } | null>(null)
  const written = useMemo(() => parseGraphSearch(new URLSearchParams(params)), [params])
  const change = useCallback<ChangeGraphSearch>(
    (changed) => {
      const { pathname, search: query } = window.location
      const search = { ...parseGraphSearch(new URLSearchParams(query)), ...changed }
      const href = graphHref(search)
      if (href === `${pathname}${query}`) return
      window.history.pushState(null, '', href)
      setAhead({ of: params, search })
    },
    [params],
  )
  return [ahead?.of === params ? ahead.search : written, change]
}
