import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { splitsQuery } from '@/lib/queries/splits'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { parseTrafficSearch, toSplitsQuestion } from '@/lib/search-params/traffic'
import { readForPage } from '@/lib/server/read-for-page'
import { readSplits } from '@/lib/server/splits/read-splits'
import { TrafficScreen } from './traffic-screen'

export const metadata = { title: 'Traffic' }

export default async function TrafficPage({ searchParams }: { searchParams: Promise<RawSearch> }) {
  const search = parseTrafficSearch(toSearchParams(await searchParams))
  const question = toSplitsQuestion(search)
  const reply = await readForPage(readSplits, question)
  const client = new QueryClient()
  if (reply) client.setQueryData(splitsQuery(question).queryKey, reply)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TrafficScreen />
    </HydrationBoundary>
  )
}
