'use client'
import { useQuery } from '@tanstack/react-query'
import { NamespacePanel } from '@/components/mtls/namespace-panel'
import { scrapedAt } from '@/components/shell/scraped-at'
import { TopBar } from '@/components/shell/top-bar'
import { mtlsNamespaceQuery } from '@/lib/queries/mtls'
import { useLastGood } from '@/lib/queries/use-last-good'
import {
  type NamespaceScreenSearch,
  parseNamespaceSearch,
  toNamespaceQuery,
  toNamespaceQuestion,
} from '@/lib/search-params/security'
import { useScreenSearch } from '@/lib/search-params/use-screen-search'

const language = { parse: parseNamespaceSearch, toQuery: toNamespaceQuery }

export function NamespaceScreen({ namespace }: { namespace: string }) {
  const [search, change] = useScreenSearch<NamespaceScreenSearch>(language)
  const question = toNamespaceQuestion(search)
  const refresh = search.at === null ? search.refresh : 0
  const answer = useLastGood(useQuery(mtlsNamespaceQuery(namespace, question, refresh)), question)
  return (
    <>
      <TopBar
        scope={search}
        hasNamespaces={false}
        observedAt={scrapedAt(answer.shown?.reply)}
        onChange={change}
      />
      <NamespacePanel namespace={namespace} search={search} answer={answer} onChange={change} />
    </>
  )
}
