'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { Skeleton } from '@/components/ui/skeleton'
import { splitQuery } from '@/lib/queries/splits'
import { useLastGood } from '@/lib/queries/use-last-good'
import type { SplitRef } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import { toSplitQuestion } from '@/lib/search-params/traffic'
import type { SplitDetail } from './split-detail'
import { SplitView } from './split-view'
import { destinationNames, listed } from './words'

/** One split to be looked at, for the pages of others. */
export function SplitEmbed({
  of,
  scope,
  onVerdict,
}: {
  of: SplitRef
  scope: Scope
  onVerdict: (text: string) => void
}) {
  const question = toSplitQuestion(scope)
  const picture = useLastGood(useQuery(splitQuery(of, question, scope.refresh)), question)
  const { shown, failure, retry } = picture
  const split = shown?.reply.data ?? null
  const verdict = split && splitVerdict(split)
  useEffect(() => {
    if (verdict !== null) onVerdict(verdict)
  }, [verdict, onVerdict])
  return (
    <main>
      <FailureBanner answer={picture} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      <div className="flex flex-col gap-4 p-4">
        <header>
          <p className="text-small text-muted">
            {of.namespace} / {of.kind}
          </p>
          <h1 className="text-large font-semibold break-words">{of.name}</h1>
          {verdict !== null && <p>{verdict}</p>}
        </header>
        {split && <SplitView split={split} scope={scope} />}
        {!split && failure && <FailureNotice failure={failure} onRetry={retry} />}
        {!split && !failure && <Skeleton className="h-60" />}
      </div>
    </main>
  )
}

/** What the first route that divides its traffic does, in one sentence. */
function splitVerdict({ routes }: SplitDetail): string {
  const dividing = routes.find(({ destinations }) => destinations.length > 1)
  if (!dividing) return 'No route of it divides its traffic.'
  const names = destinationNames(dividing.destinations)
  const parts = dividing.destinations.map(
    ({ weight }, index) => `${weight ?? '–'} to ${names[index]}`,
  )
  return `Sends ${listed(parts)} by weight.`
}
