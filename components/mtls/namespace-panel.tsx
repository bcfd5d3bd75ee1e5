'use client'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { VerdictBadge } from '@/components/mesh/verdict'
import { Warnings } from '@/components/mesh/warnings'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import type { MtlsNamespaceReply, MtlsNamespaceSearch } from '@/lib/api/mtls'
import type { LastGood } from '@/lib/queries/use-last-good'
import { securityHref } from '@/lib/search-params/routes'
import type { NamespaceScreenSearch } from '@/lib/search-params/security'
import { ChangePolicy } from './change-policy'
import type { Intent } from './intent'
import { Depth, PolicyLine } from './namespace-depth'
import type { NamespaceDepth } from './reply-parts'
import { VerifyStrip } from './verify-strip'

type Props = {
  namespace: string
  search: NamespaceScreenSearch
  answer: LastGood<MtlsNamespaceReply, MtlsNamespaceSearch>
  onChange: (change: Partial<NamespaceScreenSearch>) => void
}

/** One namespace in depth: what is asked for, what was seen, who would break, and what was changed. */
export function NamespacePanel({ namespace, search, answer, onChange }: Props) {
  const { shown, failure, retry } = answer
  const [intent, setIntent] = useState<Intent | null>(null)
  const depth = shown?.reply.data ?? null
  const revert = (changeId: string) => setIntent({ kind: 'revert', changeId })
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <FailureBanner answer={answer} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      {search.changed !== null && (
        <VerifyStrip
          namespace={namespace}
          since={search.changed}
          newest={depth?.history[0] ?? null}
          onRevert={revert}
          onLeave={() => onChange({ changed: null })}
        />
      )}
      <div className="flex flex-col gap-4 p-4">
        <Head
          namespace={namespace}
          search={search}
          depth={depth}
          onChangePolicy={() => setIntent({ kind: 'change' })}
        />
        {shown === null && failure && <FailureNotice failure={failure} onRetry={retry} />}
        {shown === null && !failure && <DepthSkeleton />}
        {depth && <Depth depth={depth} window={search.window} onRevert={revert} />}
      </div>
      {depth && intent && (
        <ChangePolicy
          depth={depth}
          intent={intent}
          onClose={() => setIntent(null)}
          onApplied={(changed) => {
            setIntent(null)
            onChange({ changed })
          }}
        />
      )}
    </main>
  )
}

function Head({
  namespace,
  search: { window, at, refresh },
  depth,
  onChangePolicy,
}: {
  namespace: string
  search: NamespaceScreenSearch
  depth: NamespaceDepth | null
  onChangePolicy: () => void
}) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-80">
        <Link
          href={securityHref({ window, at, refresh })}
          prefetch={false}
          className="inline-flex items-center gap-1.5 text-muted hover:text-accent"
        >
          <ArrowLeft aria-hidden className="size-4" /> All namespaces
        </Link>
        <h1 className="flex flex-wrap items-center gap-2 text-large font-semibold">
          <span className="min-w-0 break-words">{namespace}</span>
          {depth && <VerdictBadge word={depth.verdict.word} />}
        </h1>
        {depth && <p>{depth.verdict.sentence}</p>}
        {depth && <PolicyLine depth={depth} />}
      </div>
      {depth && (
        <div className="flex flex-col items-end gap-1 max-sm:items-start">
          <Button emphasis="primary" disabled={!depth.editable.allowed} onClick={onChangePolicy}>
            Change the policy …
          </Button>
          {depth.editable.reason && (
            <p className="max-w-72 text-right text-small text-muted max-sm:text-left">
              {depth.editable.reason}
            </p>
          )}
        </div>
      )}
    </header>
  )
}

const DepthSkeleton = () => (
  <div aria-busy className="flex flex-col gap-4">
    <span role="status" className="sr-only">
      Loading
    </span>
    <Skeleton className="h-28 w-full" />
    <Skeleton className="h-48 w-full" />
    <Skeleton className="h-64 w-full" />
  </div>
)
