'use client'
import { useQuery } from '@tanstack/react-query'
import { Split as SplitIcon } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Segmented } from '@/components/ui/segmented'
import { Skeleton } from '@/components/ui/skeleton'
import type { SplitsReply, SplitsSearch } from '@/lib/api/splits'
import type { ProblemError } from '@/lib/queries/fetch-json'
import { splitCandidatesQuery } from '@/lib/queries/splits'
import type { LastGood } from '@/lib/queries/use-last-good'
import type { SplitRef } from '@/lib/search-params/routes'
import { type TrafficScreenSearch, toSplitsQuestion } from '@/lib/search-params/traffic'
import { type Candidate, listItems } from './list-items'
import { SplitsList } from './splits-list'

const CreateSheet = dynamic(() => import('./create-sheet').then((module) => module.CreateSheet), {
  ssr: false,
})

type Change = (change: Partial<TrafficScreenSearch>) => void

/** Every split of the mesh, what needs attention first. */
export function SplitsPanel({
  search,
  picture,
  onChange,
  onOpen,
}: {
  search: TrafficScreenSearch
  picture: LastGood<SplitsReply, SplitsSearch>
  onChange: Change
  /** Leads to the editor of a split. */
  onOpen: (split: SplitRef) => void
}) {
  const { shown, failure, isChanging, retry } = picture
  const [creating, setCreating] = useState<Candidate | null>(null)
  const candidates = useQuery(splitCandidatesQuery(toSplitsQuestion(search), search.refresh))
  const items = shown ? listItems(shown.reply.data, candidates.data?.data ?? [], search) : null
  const warnings = [
    ...(shown?.reply.warnings ?? []),
    ...(candidates.error ? [withoutCandidates(candidates.error)] : []),
  ]
  const onCreated = (made: readonly SplitRef[]) => {
    setCreating(null)
    const route = made.find(({ kind }) => kind === 'VirtualService')
    if (route) onOpen(route)
  }
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <Toolbar search={search} count={items?.length ?? null} onChange={onChange} />
      <FailureBanner answer={picture} />
      {shown && <Warnings warnings={warnings} />}
      {items === null ? (
        failure ? (
          <div className="m-auto p-4">
            <FailureNotice failure={failure} onRetry={retry} />
          </div>
        ) : (
          <ListSkeleton />
        )
      ) : items.length === 0 ? (
        <div className="m-auto p-4">
          <Nothing
            search={search}
            total={shown?.reply.data.length ?? 0}
            isKnown={!warnings.some(({ code }) => code.startsWith('kubernetes'))}
            onChange={onChange}
          />
        </div>
      ) : (
        <div
          aria-busy={isChanging}
          className="flex min-h-0 flex-1 flex-col transition-opacity aria-busy:opacity-60"
        >
          <SplitsList items={items} scope={search} onCreate={setCreating} />
        </div>
      )}
      {creating && (
        <CreateSheet candidate={creating} onDone={onCreated} onClose={() => setCreating(null)} />
      )}
    </main>
  )
}

/** The list itself is whole without them. */
const withoutCandidates = ({ problem }: ProblemError) => ({
  code: 'split-candidates',
  title: 'Services that could be split are not known',
  detail: `${problem.title}.`,
})

const filters = [
  { value: 'all', label: 'All' },
  { value: 'attention', label: 'To look at' },
] as const

function Toolbar({
  search,
  count,
  onChange,
}: {
  search: TrafficScreenSearch
  count: number | null
  onChange: Change
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2">
      <h1 className="text-title font-semibold">Traffic splits</h1>
      <p className="min-w-8 text-muted">{count}</p>
      <input
        type="search"
        aria-label="Find a split"
        placeholder="Name, namespace, host, version, owner"
        value={search.find}
        onChange={(event) => onChange({ find: event.target.value })}
        className="ml-auto h-8 w-72 max-w-full rounded-panel border border-line bg-canvas px-2 placeholder:text-muted max-sm:order-last max-sm:w-full pointer-coarse:h-10"
      />
      <Segmented
        label="Show"
        choices={filters}
        value={search.show}
        onChange={(show) => onChange({ show })}
      />
    </div>
  )
}

/** There is no split, or nobody can tell, or the filters hide them all: three different things. */
function Nothing({
  search,
  total,
  isKnown,
  onChange,
}: {
  search: TrafficScreenSearch
  total: number
  /** Whether Kubernetes has told all that it was asked. */
  isKnown: boolean
  onChange: Change
}) {
  const icon = <SplitIcon aria-hidden className="size-6 text-muted" strokeWidth={1.5} />
  if (total > 0)
    return (
      <Notice
        role="status"
        icon={icon}
        title={search.find ? `Nothing found for “${search.find}”` : 'Nothing needs attention'}
      >
        <p>
          There {total === 1 ? 'is 1 split' : `are ${total} splits`} that this filter does not show.
        </p>
        <Button onClick={() => onChange({ find: '', show: 'all' })}>Show all</Button>
      </Notice>
    )
  if (!isKnown)
    return (
      <Notice role="status" icon={icon} title="Splits are not known yet">
        <p>
          Kubernetes has not told all that was asked of it; the warnings above say what is missing.
        </p>
      </Notice>
    )
  return (
    <Notice role="status" icon={icon} title="No route divides traffic">
      <p>
        No VirtualService, HTTPRoute or GRPCRoute of{' '}
        {search.namespaces.length === 0 ? (
          'any namespace'
        ) : (
          <strong>{search.namespaces.join(', ')}</strong>
        )}{' '}
        has two or more destinations, and no service has several versions.
      </p>
      {search.namespaces.length > 0 && (
        <Button onClick={() => onChange({ namespaces: [] })}>Show all namespaces</Button>
      )}
    </Notice>
  )
}

const ListSkeleton = () => (
  <div role="status" aria-label="Loading" className="flex flex-col">
    {[0, 1, 2, 3, 4].map((row) => (
      <div key={row} className="flex h-26 items-center gap-6 border-b border-line px-4">
        <Skeleton className="h-5 w-36" />
        <Skeleton className="h-10 flex-1" />
        <Skeleton className="h-5 w-28" />
      </div>
    ))}
  </div>
)
