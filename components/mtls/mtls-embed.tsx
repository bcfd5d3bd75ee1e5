'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { VerdictBadge } from '@/components/mesh/verdict'
import { Warnings } from '@/components/mesh/warnings'
import { Skeleton } from '@/components/ui/skeleton'
import { mtlsNamespaceQuery } from '@/lib/queries/mtls'
import { useLastGood } from '@/lib/queries/use-last-good'
import type { Scope } from '@/lib/search-params/scope'
import { toNamespaceQuestion } from '@/lib/search-params/security'
import { Depth, PolicyLine } from './namespace-depth'

/** One namespace to be looked at, for the pages of others. */
export function MtlsEmbed({
  namespace,
  scope,
  onVerdict,
}: {
  namespace: string
  scope: Scope
  onVerdict: (text: string) => void
}) {
  const question = toNamespaceQuestion(scope)
  const query = mtlsNamespaceQuery(namespace, question, scope.refresh)
  const answer = useLastGood(useQuery(query), question)
  const { shown, failure, retry } = answer
  const depth = shown?.reply.data ?? null
  const verdict = depth?.verdict.sentence ?? null
  useEffect(() => {
    if (verdict !== null) onVerdict(verdict)
  }, [verdict, onVerdict])
  return (
    <main>
      <FailureBanner answer={answer} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      <div className="flex flex-col gap-4 p-4">
        <header>
          <h1 className="flex flex-wrap items-center gap-2 text-large font-semibold">
            <span className="min-w-0 break-words">{namespace}</span>
            {depth && <VerdictBadge word={depth.verdict.word} />}
          </h1>
          {verdict !== null && <p>{verdict}</p>}
          {depth && <PolicyLine depth={depth} />}
        </header>
        {depth && <Depth depth={depth} window={scope.window} />}
        {!depth && failure && <FailureNotice failure={failure} onRetry={retry} />}
        {!depth && !failure && <Skeleton className="h-64" />}
      </div>
    </main>
  )
}
