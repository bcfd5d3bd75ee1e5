'use client'
import { Download, Workflow } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { buttonLook } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Skeleton } from '@/components/ui/skeleton'
import type { SplitReply, SplitSearch } from '@/lib/api/splits'
import type { LastGood } from '@/lib/queries/use-last-good'
import { graphHref, type SplitRef, trafficHref } from '@/lib/search-params/routes'
import type { Scope } from '@/lib/search-params/scope'
import type { SplitDetail } from './split-detail'

/** Around one split: what it is called, what failed, and what can be taken away. */
export function SplitPage({
  of,
  scope,
  picture,
  children,
}: {
  of: SplitRef
  scope: Scope
  picture: LastGood<SplitReply, SplitSearch>
  children: (split: SplitDetail) => ReactNode
}) {
  const { shown, failure, retry } = picture
  const split = shown?.reply.data ?? null
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <FailureBanner answer={picture} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      <div className="mx-auto flex w-full max-w-[96rem] flex-col gap-4 px-4 py-4">
        <SplitHeader of={of} split={split} scope={scope} />
        {split ? (
          children(split)
        ) : failure ? (
          <FailureNotice failure={failure} onRetry={retry} />
        ) : (
          <PageSkeleton />
        )}
      </div>
    </main>
  )
}

function SplitHeader({
  of: { namespace, kind, name },
  split,
  scope,
}: {
  of: SplitRef
  split: SplitDetail | null
  scope: Scope
}) {
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        <nav aria-label="Breadcrumb" className="text-small text-muted">
          <Link href={trafficHref(scope)} prefetch={false} className="hover:underline">
            Traffic
          </Link>{' '}
          / {namespace} / {kind}
        </nav>
        <h1 className="text-large font-semibold break-words">{name}</h1>
        {split && !split.editable.allowed && (
          <p className="text-muted">You can look and not move: {split.editable.reason}</p>
        )}
      </div>
      {split && (
        <div className="flex flex-wrap gap-2">
          <CopyButton text={split.yaml}>Copy YAML</CopyButton>
          <a
            className={buttonLook()}
            download={`${namespace}-${name}.yaml`}
            href={`data:application/yaml;charset=utf-8,${encodeURIComponent(split.yaml)}`}
          >
            <Download aria-hidden />
            Download YAML
          </a>
          <Link
            className={buttonLook()}
            prefetch={false}
            href={graphHref({ ...scope, namespaces: [namespace] })}
          >
            <Workflow aria-hidden />
            In the graph
          </Link>
        </div>
      )}
    </header>
  )
}

const PageSkeleton = () => (
  <div role="status" aria-label="Loading" className="grid gap-4 xl:grid-cols-[1fr_22rem]">
    <div className="flex flex-col gap-4">
      <Skeleton className="h-60" />
      <Skeleton className="h-60" />
    </div>
    <Skeleton className="h-40" />
  </div>
)
