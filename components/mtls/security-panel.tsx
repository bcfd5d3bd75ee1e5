'use client'
import { useQuery } from '@tanstack/react-query'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import type { MtlsReply, MtlsSearch } from '@/lib/api/mtls'
import { formatWindow } from '@/lib/format/duration'
import { meshQuery } from '@/lib/queries/mtls'
import type { LastGood } from '@/lib/queries/use-last-good'
import { securityNamespaceHref } from '@/lib/search-params/routes'
import type { SecurityScreenSearch } from '@/lib/search-params/security'
import { arrange } from './arrange'
import { CallCheck } from './call-check'
import { FindBar } from './find-bar'
import { MeshLine } from './mesh-line'
import { NamespacesTable } from './namespaces-table'

type Props = {
  search: SecurityScreenSearch
  answer: LastGood<MtlsReply, MtlsSearch>
  onChange: (change: Partial<SecurityScreenSearch>) => void
}

/** Policy and observation side by side, one row a namespace, and the call check beside it. */
export function SecurityPanel({ search, answer, onChange }: Props) {
  const { data: mesh } = useQuery(meshQuery())
  const { shown } = answer
  const warnings = [...(shown?.reply.warnings ?? []), ...(mesh?.warnings ?? [])]
  return (
    <main className="flex min-h-0 flex-1 flex-col max-xl:overflow-y-auto">
      <FailureBanner answer={answer} />
      <Warnings warnings={withoutDoubles(warnings)} />
      <div className="flex min-h-0 flex-1 flex-col gap-4 p-4 max-xl:min-h-max">
        <header>
          <h1 className="text-large font-semibold">Mutual TLS</h1>
          <p className="text-muted">
            What is asked for now, and what was seen in the last {formatWindow(search.window)}
          </p>
        </header>
        <MeshLine
          mesh={mesh?.data ?? null}
          isExpiryTold={!mesh?.warnings.some(({ code }) => code === 'mtls-expiry-missing')}
        />
        <div className="flex min-h-0 flex-1 gap-4 max-xl:flex-col">
          <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 max-xl:h-[32rem] max-xl:flex-none">
            <Namespaces search={search} answer={answer} onChange={onChange} />
          </div>
          <CallCheck
            call={search}
            namespaces={shown?.reply.data.map(({ namespace }) => namespace) ?? []}
            onChange={onChange}
          />
        </div>
      </div>
    </main>
  )
}

/** Two questions of one screen may miss the same thing: it is said once. */
const withoutDoubles = (warnings: MtlsReply['warnings']) => [
  ...new Map(warnings.map((warning) => [`${warning.code} ${warning.title}`, warning])).values(),
]

function Namespaces({ search, answer: { shown, failure, isChanging, retry }, onChange }: Props) {
  if (shown === null)
    return failure ? <FailureNotice failure={failure} onRetry={retry} /> : <TableSkeleton />
  const rows = shown.reply.data
  if (rows.length === 0) return <NoNamespaces search={search} onChange={onChange} />
  const found = arrange(rows, search)
  return (
    <>
      <FindBar
        find={search.find}
        sort={search.sort}
        found={found.length}
        all={rows.length}
        onChange={onChange}
      />
      <div
        aria-busy={isChanging}
        className="flex min-h-0 flex-1 flex-col transition-opacity aria-busy:opacity-60"
      >
        {found.length > 0 ? (
          <NamespacesTable
            rows={found}
            hrefOf={(namespace) => securityNamespaceHref(namespace, scopeOf(search))}
          />
        ) : (
          <Notice title="No namespace fits">
            <p>
              Nothing on this screen contains <strong>{search.find}</strong>.
            </p>
            <Button onClick={() => onChange({ find: '' })}>Show all {rows.length}</Button>
          </Notice>
        )}
      </div>
    </>
  )
}

const scopeOf = ({ window, at, refresh }: SecurityScreenSearch) => ({ window, at, refresh })

function NoNamespaces({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const isNarrowed = search.namespaces.length > 0
  return (
    <Notice title="No namespaces to show">
      <p>
        {isNarrowed
          ? 'None of the chosen namespaces is there, or you may not see them.'
          : 'Kubernetes has not listed any namespace that you may see.'}
      </p>
      {isNarrowed && (
        <Button onClick={() => onChange({ namespaces: [] })}>Show all namespaces</Button>
      )}
    </Notice>
  )
}

const skeletonRows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

const TableSkeleton = () => (
  <div aria-busy className="flex flex-col rounded-panel border border-line bg-surface">
    <span role="status" className="sr-only">
      Loading
    </span>
    {skeletonRows.map((row) => (
      <div key={row} className="flex h-12 items-center gap-6 border-b border-line px-3">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-4 w-16" />
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-4 flex-1" />
      </div>
    ))}
  </div>
)
