import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { notFound } from 'next/navigation'
import { routeKinds } from '@/lib/domain/traffic-split/split'
import { splitQuery } from '@/lib/queries/splits'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { parseScope } from '@/lib/search-params/scope'
import { toSplitQuestion } from '@/lib/search-params/traffic'
import { oneOf } from '@/lib/search-params/values'
import { readForPage } from '@/lib/server/read-for-page'
import { readSplit } from '@/lib/server/splits/read-split'
import { SplitScreen } from './split-screen'

type Params = { namespace: string; kind: string; name: string }
type Props = { params: Promise<Params>; searchParams: Promise<RawSearch> }

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).name) }
}

export default async function SplitRoutePage({ params, searchParams }: Props) {
  const { namespace, kind, name } = await params
  const routeKind = oneOf(kind, routeKinds)
  if (routeKind === null) notFound()
  const split = { namespace, kind: routeKind, name: decodeURIComponent(name) }
  const question = toSplitQuestion(parseScope(toSearchParams(await searchParams)))
  const reply = await readForPage(readSplit, { ...split, ...question })
  const client = new QueryClient()
  if (reply) client.setQueryData(splitQuery(split, question).queryKey, reply)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SplitScreen split={split} />
    </HydrationBoundary>
  )
}
