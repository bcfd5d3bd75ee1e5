import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { meshQuery, mtlsQuery } from '@/lib/queries/mtls'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { parseSecuritySearch, toMtlsQuestion } from '@/lib/search-params/security'
import { readMesh } from '@/lib/server/mtls/read-mesh'
import { readMtls } from '@/lib/server/mtls/read-mtls'
import { readForPage } from '@/lib/server/read-for-page'
import { SecurityScreen } from './security-screen'

export const metadata = { title: 'Mutual TLS' }

export default async function SecurityPage({ searchParams }: { searchParams: Promise<RawSearch> }) {
  const question = toMtlsQuestion(parseSecuritySearch(toSearchParams(await searchParams)))
  const [namespaces, mesh] = await Promise.all([
    readForPage(readMtls, question),
    readForPage(readMesh, { expiry: true }),
  ])
  const client = new QueryClient()
  if (namespaces) client.setQueryData(mtlsQuery(question).queryKey, namespaces)
  if (mesh) client.setQueryData(meshQuery().queryKey, mesh)
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SecurityScreen />
    </HydrationBoundary>
  )
}
