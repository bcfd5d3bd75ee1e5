'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useState } from 'react'

/** How one screen's URL is read and written. */
export type SearchLanguage<Search> = {
  parse: (params: URLSearchParams) => Search
  toQuery: (search: Search) => URLSearchParams
  /** Typed letter by letter: not a step each for Back. */
  typed?: readonly (keyof Search)[]
}

const nothingTyped: readonly never[] = []

/**
 * The screen's URL as state. A change is written with the history API, which Next's
 * `useSearchParams` follows without asking the server, and can be undone with Back where it is not typed. Next follows in
 * a transition; until then the change itself is what is shown, so that a tick stays ticked.
 * https://nextjs.org/docs/app/getting-started/linking-and-navigating#native-history-api
 */
export function useScreenSearch<Search>({
  parse,
  toQuery,
  typed = nothingTyped,
}: SearchLanguage<Search>): [Search, (change: Partial<Search>) => void] {
  const params = useSearchParams()
  const [ahead, setAhead] = useState<{ of: typeof params; search: Search } | null>(null)
  const written = useMemo(() => parse(new URLSearchParams(params)), [params, parse])
  const change = useCallback(
    (changed: Partial<Search>) => {
      const { pathname, search: query } = window.location
      const search = { ...parse(new URLSearchParams(query)), ...changed }
      const next = String(toQuery(search))
      const href = next === '' ? pathname : `${pathname}?${next}`
      if (href === `${pathname}${query}`) return
      // A change has keys of the search only: Object.keys widens them to string.
      const isTyped = (Object.keys(changed) as (keyof Search)[]).every((key) => typed.includes(key))
      window.history[isTyped ? 'replaceState' : 'pushState'](null, '', href)
      setAhead({ of: params, search })
    },
    [params, parse, toQuery, typed],
  )
  return [ahead?.of === params ? ahead.search : written, change]
}
