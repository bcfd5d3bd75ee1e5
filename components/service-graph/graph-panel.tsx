'use client'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { useEscape } from '@/components/ui/use-escape'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { answeredLabels, type GraphScreenSearch } from '@/lib/search-params/graph'
import { EmptyNotice, SilenceStrip } from './empty-notice'
import { GraphSkeleton } from './graph-skeleton'
import { Legend } from './legend'
import type { SidePanelSlots } from './slots'
import { Toolbar } from './toolbar'
import type { GraphPicture } from './use-graph-picture'
import { isSilent } from './words'

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
  slots?: SidePanelSlots
  onChange: (change: Partial<GraphScreenSearch>) => void
}

const noSlots: SidePanelSlots = {}

export function GraphPanel({ search, picture, slots = noSlots, onChange }: GraphPanelProps) {
  const { shown, isEarlier, failure, retry } = picture
  const select = (selected: string | null) => onChange({ selected })
  useEscape(() => search.selected !== null && select(null))
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">Service graph</h1>
      <Toolbar search={search} onChange={onChange} />
      {shown && failure && (
        <FailureBanner
          failure={failure}
          observedAt={shown.reply.observedAt}
          isEarlier={isEarlier}
          onRetry={retry}
        />
      )}
      {shown && <Warnings warnings={shown.reply.warnings} />}
      {shown && isAllSilent(shown.reply.data) && (
        <SilenceStrip question={shown.question} onChange={onChange} />
      )}
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="relative min-w-0 flex-1">
          <Stage search={search} picture={picture} onChange={onChange} />
        </div>
        {shown && search.selected !== null && (
          <SidePanel
            selected={search.selected}
            graph={shown.reply.data}
            context={{ search, question: shown.question, slots, onSelect: select, onChange }}
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
  return isEmpty(shown.reply.data) ? (
    <Centred>
      <EmptyNotice question={shown.question} onChange={onChange} />
    </Centred>
  ) : (
    <div
      aria-busy={isChanging}
      className="absolute inset-0 transition-opacity aria-busy:opacity-60"
    >
      <Drawing shown={shown} search={search} onChange={onChange} />
      <Legend />
    </div>
  )
}

function Drawing({
  shown: { reply, question },
  search: { edges, selected },
  onChange,
}: Omit<GraphPanelProps, 'picture'> & { shown: NonNullable<GraphPicture['shown']> }) {
  const { view, services, namespaces } = question
  // A label that waits for its answer takes no room yet: the layout runs once, when it comes.
  const labels = useMemo(() => answeredLabels(edges, question), [edges, question])
  return (
    <Canvas
      graph={reply.data}
      layoutKey={`${view} ${services} ${namespaces} ${labels}`}
      labels={labels}
      selected={selected}
      onSelect={(id) => onChange({ selected: id })}
    />
  )
}

const isEmpty = ({ nodes }: ServiceGraph) => nodes.length === 0

const isAllSilent = ({ nodes }: ServiceGraph) =>
  nodes.length > 0 && nodes.every((node) => isSilent(node.in) && isSilent(node.out))

function Centred({ children }: { children: React.ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-items-center overflow-y-auto p-4">{children}</div>
  )
}
