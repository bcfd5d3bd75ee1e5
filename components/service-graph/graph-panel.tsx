'use client'
import dynamic from 'next/dynamic'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import { EmptyNotice } from './empty-notice'
import { FailureBanner, FailureNotice } from './failure-notice'
import { GraphSkeleton } from './graph-skeleton'
import { Legend } from './legend'
import { Toolbar } from './toolbar'
import type { GraphPicture } from './use-graph-picture'
import { Warnings } from './warnings'

// Cytoscape, ELK and everything that draws: after the page, and never on the server.
const Canvas = dynamic(() => import('./canvas').then((module) => module.Canvas), {
  ssr: false,
  loading: GraphSkeleton,
})

// Keeps the panel's place, so that the picture makes room once and not twice.
const PanelPlace = () => (
  <div className="w-80 shrink-0 border-l border-line bg-surface max-md:h-1/2 max-md:w-auto" />
)

const SidePanel = dynamic(
  () => import('./side-panel/side-panel').then((module) => module.SidePanel),
  { loading: PanelPlace },
)

export type GraphPanelProps = {
  search: GraphScreenSearch
  picture: GraphPicture
  onChange: (change: Partial<GraphScreenSearch>) => void
}

export function GraphPanel({ search, picture, onChange }: GraphPanelProps) {
  const { shown, failure, retry } = picture
  const select = (selected: string | null) => onChange({ selected })
  return (
    <main
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => event.key === 'Escape' && search.selected !== null && select(null)}
    >
      <h1 className="sr-only">Service graph</h1>
      <Toolbar search={search} onChange={onChange} />
      {shown && failure && (
        <FailureBanner failure={failure} observedAt={shown.reply.observedAt} onRetry={retry} />
      )}
      {shown && <Warnings warnings={shown.reply.warnings} />}
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="relative min-w-0 flex-1">
          <Stage search={search} picture={picture} onChange={onChange} />
        </div>
        {shown && search.selected !== null && (
          <SidePanel
            selected={search.selected}
            graph={shown.reply.data}
            context={{ search, onSelect: select, onChange }}
          />
        )}
      </div>
    </main>
  )
}

function Stage({ search, picture, onChange }: GraphPanelProps) {
  const { shown, failure, isChanging, retry } = picture
  if (shown === null)
    return failure ? (
      <Centred>
        <FailureNotice failure={failure} onRetry={retry} />
      </Centred>
    ) : (
      <GraphSkeleton />
    )
  if (isEmpty(shown.reply.data))
    return (
      <Centred>
        <EmptyNotice search={search} onChange={onChange} />
      </Centred>
    )
  const { view, services, namespaces } = shown.question
  return (
    <div
      aria-busy={isChanging}
      className="absolute inset-0 transition-opacity aria-busy:opacity-60"
    >
      <Canvas
        graph={shown.reply.data}
        layoutKey={`${view} ${services} ${namespaces} ${search.edges}`}
        labels={search.edges}
        selected={search.selected}
        onSelect={(selected) => onChange({ selected })}
      />
      <Legend />
    </div>
  )
}

const isEmpty = ({ nodes }: ServiceGraph) => nodes.length === 0

function Centred({ children }: { children: React.ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-items-center overflow-y-auto p-4">{children}</div>
  )
}
