'use client'
import { useQuery } from '@tanstack/react-query'
import { FailureNotice } from '@/components/mesh/failure-notice'
import { WhyList } from '@/components/mesh/why-list'
import { Skeleton } from '@/components/ui/skeleton'
import { explainQuery } from '@/lib/queries/explain'
import { useLastGood } from '@/lib/queries/use-last-good'
import type { Scope } from '@/lib/search-params/scope'

/** Why a graph of this scope shows what it shows. */
export function Reasons({ scope: { namespaces, window, at, refresh } }: { scope: Scope }) {
  const question = { namespaces, window, ...(at === null ? {} : { at }) }
  const query = useQuery(explainQuery(question, at === null ? refresh : 0))
  const { shown, failure, retry } = useLastGood(query, question)
  if (shown === null)
    return failure ? (
      <FailureNotice failure={failure} onRetry={retry} />
    ) : (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-5 w-2/3" />
        <Skeleton className="h-5 w-1/2" />
      </div>
    )
  const { data } = shown.reply
  return data.length === 0 ? (
    <p>Nothing stands in the way: the graph shows what flows.</p>
  ) : (
    <WhyList reasons={data} />
  )
}
