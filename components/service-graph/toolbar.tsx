'use client'
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
    <div className="flex min-h-12 shrink-0 items-center gap-2 overflow-x-auto border-b border-line bg-surface px-2 py-1.5">
      <Segmented
        label="View"
        choices={views}
        value={search.view}
        onChange={(view) => onChange({ view, selected: null })}
      />
      <EdgesMenu labels={search.edges} onChange={(edges) => onChange({ edges })} />
      {canShowServices(search.view) && (
        <label className="flex h-8 shrink-0 items-center gap-2 rounded-panel px-2 font-medium hover:bg-hover">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={search.services}
            onChange={(event) => onChange({ services: event.target.checked })}
          />
          Service nodes
        </label>
      )}
    </div>
  )
}
