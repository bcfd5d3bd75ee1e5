'use client'
import dynamic from 'next/dynamic'
import { type RefObject, useMemo, useRef } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { useEscape } from '@/components/ui/use-escape'
import type { GraphSearch } from '@/lib/api/graph'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { answeredLabels, type GraphScreenSearch } from '@/lib/search-params/graph'
import type { Drawn } from './canvas'
import { EmptyNotice, SilenceStrip } from './empty-notice'
import { GraphSkeleton } from './graph-skeleton'
import { Legend } from './legend'
import { Narrowing } from './narrowing'
import { withOpened } from './opened'
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

const TableStage = dynamic(
  () => import('./table/table-stage').then((module) => module.TableStage),
  { loading: GraphSkeleton },
)

const SidePanel = dynamic(
  () => import('./side-panel/side-panel').then((module) => module.SidePanel),
  { loading: PanelPlace },
)

export type GraphPanelProps = {
  search: GraphScreenSearch
  picture: GraphPicture
  slots?: SidePanelSlots
  /** Given what the picture is drawn in, so that its room can be measured. */
  onStage?: (stage: HTMLElement | null) => void
  onChange: (change: Partial<GraphScreenSearch>) => void
}

const noSlots: SidePanelSlots = {}

export function GraphPanel({
  search,
  picture,
  slots = noSlots,
  onStage,
  onChange,
}: GraphPanelProps) {
  const { shown } = picture
  const drawn = useRef<Drawn | null>(null)
  const select = (selected: string | null) => onChange({ selected })
  useEscape(() => search.selected !== null && select(null))
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">Service graph</h1>
      <Toolbar search={search} shown={shown} drawn={drawn} onChange={onChange} />
      <FailureBanner answer={picture} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      <Narrowing search={search} data={shown?.reply.data ?? null} onChange={onChange} />
      {shown && isAllSilent(shown.reply.data) && (
        <SilenceStrip question={shown.question} onChange={onChange} />
      )}
      <div ref={onStage} className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="relative min-w-0 flex-1">
          <Stage search={search} picture={picture} drawn={drawn} onChange={onChange} />
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

type StageProps = {
  search: GraphScreenSearch
  picture: GraphPicture
  drawn: RefObject<Drawn | null>
  onChange: (change: Partial<GraphScreenSearch>) => void
}

function Stage({ search, picture, drawn, onChange }: StageProps) {
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
        <EmptyNotice question={shown.question} onChange={onChange} />
      </Centred>
    )
  if (search.form === 'table') return <TableStage search={search} onChange={onChange} />
  return (
    <div
      aria-busy={isChanging}
      className="absolute inset-0 transition-opacity aria-busy:opacity-60"
    >
      <Drawing shown={shown} search={search} drawn={drawn} onChange={onChange} />
      <Legend />
    </div>
  )
}

function Drawing({
  shown: { reply, question },
  search: { edges, selected, expand },
  drawn,
  onChange,
}: Omit<StageProps, 'picture'> & { shown: NonNullable<GraphPicture['shown']> }) {
  // A label that waits for its answer takes no room yet: the layout runs once, when it comes.
  const labels = useMemo(() => answeredLabels(edges, question), [edges, question])
  const found = useMemo(() => new Set(reply.data.found), [reply])
  return (
    <Canvas
      graph={reply.data}
      layoutKey={`${layoutOf(question)} ${labels}`}
      labels={labels}
      selected={selected}
      found={found}
      expand={question.expand}
      drawn={drawn}
      onSelect={(id) => onChange({ selected: id })}
      onExpand={(token) => onChange({ expand: withOpened(expand, token), selected: null })}
    />
  )
}

/** What of a question decides which picture it is; the rest only changes what is seen in it. */
const layoutOf = ({ view, services, namespaces, limit, expand, focus, hops, hide }: GraphSearch) =>
  JSON.stringify([view, services, namespaces, limit, expand, focus, hops, hide])

const isEmpty = ({ nodes }: ServiceGraph) => nodes.length === 0

const isAllSilent = ({ nodes }: ServiceGraph) =>
  nodes.length > 0 && nodes.every((node) => isSilent(node.in) && isSilent(node.out))

function Centred({ children }: { children: React.ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-items-center overflow-y-auto p-4">{children}</div>
  )
}
