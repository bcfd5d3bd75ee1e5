import { readEnv } from '@/lib/env'
import { parseEmbedSearch } from '@/lib/search-params/embed'
import { type RawSearch, toSearchParams } from '@/lib/search-params/raw'
import { MtlsEmbedScreen } from './mtls-embed-screen'

export const metadata = { title: 'Mutual TLS' }

/** A shell without data: what is shown is asked for with the token that the portal brings. */
export default async function MtlsPanelPage({
  searchParams,
}: {
  searchParams: Promise<RawSearch>
}) {
  const search = parseEmbedSearch(toSearchParams(await searchParams))
  return <MtlsEmbedScreen search={search} origins={readEnv().embed?.origins ?? []} />
}
