'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useEffect, useRef, useState } from 'react'
import { FailureBanner, FailureNotice } from '@/components/mesh/failure-notice'
import { Warnings } from '@/components/mesh/warnings'
import { Notice } from '@/components/ui/notice'
import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { useLastGood } from '@/lib/queries/use-last-good'
import { type GraphScreenSearch, toGraphQuestion } from '@/lib/search-params/graph'
import type { Drawn } from './canvas'
import { GraphSkeleton } from './graph-skeleton'
import { graphVerdict } from './graph-verdict'
import { Legend } from './legend'
import { nodeBudget } from './node-budget'
import { withOpened } from './opened'
import { useGraphPicture } from './use-graph-picture'
import { nodeName, nodeNamespace, windowWords } from './words'

const Canvas = dynamic(() => import('./canvas').then((module) => module.Canvas), {
  ssr: false,
  loading: GraphSkeleton,
})

export type FocusRef = { namespace: string; kind: string; name: string }
export type Selected = { kind: 'node' | 'edge'; id: string; label: string; namespace?: string }

type Props = {
  search: GraphScreenSearch
  /** What alone is shown, with what is near it. */
  focus: FocusRef | null
  onVerdict: (text: string) => void
  onSelect: (selected: Selected) => void
}

/** The graph as a picture alone: it opens its groups and tells what is chosen, and leads nowhere. */
export function GraphEmbed({ focus, ...props }: Props) {
  return focus === null ? <Picture {...props} /> : <FocusedPicture {...props} focus={focus} />
}

/** The id of what is meant has the name of a cluster in it, which a portal need not know. */
function FocusedPicture({ search, focus, ...props }: Props & { focus: FocusRef }) {
  const [found, setFound] = useState<string | null>(null)
  const refresh = found === null ? search.refresh : 0
  const question = toGraphQuestion(search)
  const answer = useLastGood(useQuery(serviceGraphQuery(question, refresh)), question)
  const nodes = answer.shown?.reply.data.nodes
  const id = found ?? nodes?.find((node) => isMeant(node, focus))?.id ?? null
  if (id !== found) setFound(id)
  if (id !== null) return <Picture {...props} search={{ ...search, focus: id }} />
  return (
    <main className="relative h-dvh">
      {!nodes && !answer.failure && <GraphSkeleton />}
      <Centred>
        {!nodes && answer.failure && (
          <FailureNotice failure={answer.failure} onRetry={answer.retry} />
        )}
        {nodes && (
          <Notice role="status" title={`No traffic of ${focus.name} is seen`}>
            <p>
              Nothing of {focus.namespace} in {windowWords(question)} is a {focus.kind} of that
              name.
            </p>
          </Notice>
        )}
      </Centred>
    </main>
  )
}

const isMeant = (node: GraphNode, { namespace, kind, name }: FocusRef) =>
  node.kind === kind && nodeName(node) === name && nodeNamespace(node) === namespace

function Picture({ search: given, onVerdict, onSelect }: Omit<Props, 'focus'>) {
  const { limit, room } = useRoom()
  const [selected, setSelected] = useState<string | null>(null)
  const [expand, setExpand] = useState<string[]>([])
  const drawn = useRef<Drawn | null>(null)
  const search = { ...given, expand }
  const picture = useGraphPicture(search, limit)
  const { shown, failure, retry } = picture
  const graph = shown?.reply.data
  const verdict = graph ? graphVerdict(graph.nodes, search.focus) : null
  useEffect(() => {
    if (verdict !== null) onVerdict(verdict)
  }, [verdict, onVerdict])

  const select = (id: string | null) => {
    setSelected(id)
    const told = graph && id !== null ? selectedIn(graph, id) : null
    if (told) onSelect(told)
  }
  return (
    <main className="flex h-dvh flex-col">
      <h1 className="sr-only">Service graph</h1>
      <FailureBanner answer={picture} />
      {shown && <Warnings warnings={shown.reply.warnings} />}
      {shown && (
        <p className="border-b border-line bg-surface px-3 py-2">
          <strong className="font-semibold">{verdict}</strong>{' '}
          <span className="text-muted">In {windowWords(shown.question)}.</span>
        </p>
      )}
      <div className="relative min-h-0 flex-1">
        {!graph && failure && (
          <Centred>
            <FailureNotice failure={failure} onRetry={retry} />
          </Centred>
        )}
        {!graph && !failure && <GraphSkeleton />}
        {graph?.nodes.length === 0 && (
          <Centred>
            <Notice role="status" title="No traffic seen">
              <p>Prometheus has no requests or connections of it in this window.</p>
            </Notice>
          </Centred>
        )}
        {graph && graph.nodes.length > 0 && (
          <div className="absolute inset-0">
            <Canvas
              graph={graph}
              layoutKey={`embed ${JSON.stringify([search.namespaces, search.focus, expand, limit, room])}`}
              labels={search.edges}
              selected={selected}
              found={nothingFound}
              expand={expand}
              drawn={drawn}
              onSelect={select}
              onExpand={(token) => setExpand(withOpened(expand, token))}
            />
            <Legend />
          </div>
        )}
      </div>
    </main>
  )
}

const nothingFound: ReadonlySet<string> = new Set()

const coarse = 200

/** A portal may give the frame its height late: the picture is laid out for what it has then. */
function useRoom() {
  const [{ width, height }, setSpace] = useState({ width: innerWidth, height: innerHeight })
  useEffect(() => {
    const measure = () => setSpace({ width: innerWidth, height: innerHeight })
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  const room = [width, height].map((side) => Math.round(side / coarse))
  return { limit: nodeBudget({ width, height }), room }
}

function selectedIn({ nodes, edges }: ServiceGraph, id: string): Selected | null {
  const nameOf = (one: string) => {
    const node = nodes.find((candidate) => candidate.id === one)
    return node ? nodeName(node) : ''
  }
  const node = nodes.find((one) => one.id === id)
  if (node) {
    const namespace = nodeNamespace(node)
    return { kind: 'node', id, label: nodeName(node), ...(namespace === null ? {} : { namespace }) }
  }
  const edge = edges.find((one) => one.id === id)
  if (!edge) return null
  return { kind: 'edge', id, label: `${nameOf(edge.source)} → ${nameOf(edge.target)}` }
}

function Centred({ children }: { children: React.ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-items-center overflow-y-auto p-4">{children}</div>
  )
}
