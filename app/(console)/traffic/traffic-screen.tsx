'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { scrapedAt } from '@/components/shell/scraped-at'
import { TopBar } from '@/components/shell/top-bar'
import { SplitsPanel } from '@/components/traffic-split/splits-panel'
import { splitsQuery } from '@/lib/queries/splits'
import { useLastGood } from '@/lib/queries/use-last-good'
import { splitHref } from '@/lib/search-params/routes'
import { toSplitsQuestion } from '@/lib/search-params/traffic'
import { useTrafficSearch } from '@/lib/search-params/use-traffic-search'

export function TrafficScreen() {
  const [search, change] = useTrafficSearch()
  const router = useRouter()
  const question = toSplitsQuestion(search)
  const refresh = search.at === null ? search.refresh : 0
  const picture = useLastGood(useQuery(splitsQuery(question, refresh)), question)
  return (
    <>
      <TopBar scope={search} observedAt={scrapedAt(picture.shown?.reply)} onChange={change} />
      <SplitsPanel
        search={search}
        picture={picture}
        onChange={change}
        onOpen={(split) => router.push(splitHref(split, search))}
      />
    </>
  )
}
