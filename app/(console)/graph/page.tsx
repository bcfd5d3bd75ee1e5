import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { cookies } from 'next/headers'
import { WarmLayout } from '@/components/service-graph/warm-layout'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { parseGraphSearch, toGraphQuestion } from '@/lib/search-params/graph'
import { nodeBudgetCookie, nodeBudgetOf } from '@/lib/search-params/node-budget'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { readServiceGraph } from '@/lib/server/graph/read-service-graph'
import { readForPage } from '@/lib/server/read-for-page'
import { GraphScreen } from './graph-screen'

export const metadata = { title: 'Graph' }

export default async function GraphPage({ searchParams }: { searchParams: Promise<RawSearch> }) {
  const search = parseGraphSearch(toSearchParams(await searchParams))
  const limit = nodeBudgetOf((await cookies()).get(nodeBudgetCookie)?.value ?? null)
  const question = toGraphQuestion(search, limit)
  const reply = await readForPage(readServiceGraph, question)
  const client = new QueryClient()
  if (reply) client.setQueryData(serviceGraphQuery(question).queryKey, reply)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <WarmLayout />
      <GraphScreen nodeBudget={limit} />
    </HydrationBoundary>
  )
}
