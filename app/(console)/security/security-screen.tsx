'use client'
import { useQuery } from '@tanstack/react-query'
import { SecurityPanel } from '@/components/mtls/security-panel'
import { scrapedAt } from '@/components/shell/scraped-at'
import { TopBar } from '@/components/shell/top-bar'
import { mtlsQuery } from '@/lib/queries/mtls'
import { useLastGood } from '@/lib/queries/use-last-good'
import {
  parseSecuritySearch,
  type SecurityScreenSearch,
  toMtlsQuestion,
  toSecurityQuery,
} from '@/lib/search-params/security'
import { type SearchLanguage, useScreenSearch } from '@/lib/search-params/use-screen-search'

const language = {
  parse: parseSecuritySearch,
  toQuery: toSecurityQuery,
  typed: ['find'],
} satisfies SearchLanguage<SecurityScreenSearch>

export function SecurityScreen() {
  const [search, change] = useScreenSearch<SecurityScreenSearch>(language)
  const question = toMtlsQuestion(search)
  const refresh = search.at === null ? search.refresh : 0
  const answer = useLastGood(useQuery(mtlsQuery(question, refresh)), question)
  return (
    <>
      <TopBar scope={search} observedAt={scrapedAt(answer.shown?.reply)} onChange={change} />
      <SecurityPanel search={search} answer={answer} onChange={change} />
    </>
  )
}
