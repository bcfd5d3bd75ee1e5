import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { notFound } from 'next/navigation'
import { mtlsNamespaceQuery } from '@/lib/queries/mtls'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { parseNamespaceSearch, toNamespaceQuestion } from '@/lib/search-params/security'
import { isNamespaceName } from '@/lib/search-params/values'
import { readMtlsNamespace } from '@/lib/server/mtls/read-mtls-namespace'
import { readForPage } from '@/lib/server/read-for-page'
import { NamespaceScreen } from './namespace-screen'

type Props = {
  params: Promise<{ namespace: string }>
  searchParams: Promise<RawSearch>
}

export const generateMetadata = async ({ params }: Props) => ({
  title: `Mutual TLS in ${(await params).namespace}`,
})

export default async function NamespacePage({ params, searchParams }: Props) {
  const { namespace } = await params
  if (!isNamespaceName(namespace)) notFound()
  const question = toNamespaceQuestion(parseNamespaceSearch(toSearchParams(await searchParams)))
  const depth = await readForPage(readMtlsNamespace, { ...question, namespace })
  const client = new QueryClient()
  if (depth) client.setQueryData(mtlsNamespaceQuery(namespace, question).queryKey, depth)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <NamespaceScreen namespace={namespace} />
    </HydrationBoundary>
  )
}
