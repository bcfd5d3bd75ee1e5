'use client'
import type { RefObject } from 'react'
import { CheckRow } from '@/components/ui/check-row'
import { Segmented } from '@/components/ui/segmented'
import { useShortcut } from '@/components/ui/use-shortcut'
import { graphViews, type ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { GraphForm, GraphScreenSearch } from '@/lib/search-params/graph'
import type { Drawn } from './canvas'
import { EdgesMenu } from './edges-menu'
import { ShareMenu } from './export/share-menu'
import { FindBox } from './find/find-box'
import type { GraphPicture } from './use-graph-picture'
import { canShowServices, viewWords } from './views'

const views = graphViews.map((value) => ({ value, label: viewWords[value] }))

const forms: { value: GraphForm; label: string }[] = [
  { value: 'picture', label: 'Picture' },
  { value: 'table', label: 'Table' },
]

const nothing: ServiceGraph = { view: 'workload', nodes: [], edges: [] }

const also = (hidden: string, more: string) => (hidden === '' ? more : `${hidden} or ${more}`)

export function Toolbar({
  search,
  shown,
  drawn,
  onChange,
}: {
  search: GraphScreenSearch
  shown: GraphPicture['shown']
  drawn: RefObject<Drawn | null>
  onChange: (change: Partial<GraphScreenSearch>) => void
}) {
  useShortcut('t', () => onChange({ form: search.form === 'table' ? 'picture' : 'table' }))
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-surface px-2 py-1.5">
      <Segmented
        label="View"
        choices={views}
        value={search.view}
        // Groups of one view are none of another.
        onChange={(view) => onChange({ view, selected: null, expand: [], focus: null })}
      />
      <EdgesMenu labels={search.edges} onChange={(edges) => onChange({ edges })} />
      {canShowServices(search.view) && (
        <CheckRow checked={search.services} onChange={(services) => onChange({ services })}>
          Service nodes
        </CheckRow>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <FindBox
          value={search.find}
          graph={shown?.reply.data ?? nothing}
          onFind={(find) => onChange({ find })}
          onHide={(text) => onChange({ hide: also(search.hide, text), find: '' })}
        />
        {shown && <ShareMenu search={search} shown={shown} drawn={drawn} />}
        <span title="T changes between them">
          <Segmented
            label="Shown as"
            choices={forms}
            value={search.form}
            onChange={(form) => onChange({ form })}
          />
        </span>
      </div>
    </div>
  )
}
