'use client'
import { CheckRow } from '@/components/ui/check-row'
import { Segmented } from '@/components/ui/segmented'
import { graphViews } from '@/lib/domain/service-graph/graph'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import { EdgesMenu } from './edges-menu'
import { canShowServices, viewWords } from './views'

const views = graphViews.map((value) => ({ value, label: viewWords[value] }))

export function Toolbar({
  search,
  onChange,
}: {
  search: GraphScreenSearch
  onChange: (change: Partial<GraphScreenSearch>) => void
}) {
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-surface px-2 py-1.5">
      <Segmented
        label="View"
        choices={views}
        value={search.view}
        onChange={(view) => onChange({ view, selected: null })}
      />
      <EdgesMenu labels={search.edges} onChange={(edges) => onChange({ edges })} />
      {canShowServices(search.view) && (
        <CheckRow checked={search.services} onChange={(services) => onChange({ services })}>
          Service nodes
        </CheckRow>
      )}
    </div>
  )
}
