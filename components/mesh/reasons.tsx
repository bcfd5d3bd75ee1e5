'use client'
import { useQuery } from '@tanstack/react-query'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import type { ExplainSearch } from '@/lib/api/explain'
import { explainQuery } from '@/lib/queries/explain'
import { useLastGood } from '@/lib/queries/use-last-good'
import { WhyList } from './why-list'

/** Why the graph of a question shows what it shows, asked for by itself. */
export function Reasons({
  question,
  refresh,
  none = 'Nothing stands in the way: the graph shows what flows.',
}: {
  question: ExplainSearch
  /** Seconds; 0 is off. */
  refresh: number
  /** What is said where nothing stands in the way. */
  none?: string
}) {
  const { shown, failure, retry } = useLastGood(useQuery(explainQuery(question, refresh)), question)
  if (shown === null)
    return failure ? (
      <p className="flex items-center gap-2">
        Why is not known: {failure.error.problem.title}. <Button onClick={retry}>Try now</Button>
      </p>
    ) : (
      <div className="flex w-full flex-col gap-3">
        <Skeleton className="h-5 w-2/3" />
        <Skeleton className="h-5 w-1/2" />
      </div>
    )
  const { data } = shown.reply
  return data.length === 0 ? <p>{none}</p> : <WhyList reasons={data} />
}
