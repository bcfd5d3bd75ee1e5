'use client'
import { EmbedFrame, type EmbedTools } from '@/components/embed/embed-frame'
import { GraphEmbed } from '@/components/service-graph/graph-embed'
import type { GraphView } from '@/lib/domain/service-graph/graph'
import type { EmbedClaims } from '@/lib/queries/embed-token'
import { type EmbedSearch, embedWindow, focusedObject } from '@/lib/search-params/embed'
import { graphDefaults } from '@/lib/search-params/graph'

const views: Record<string, GraphView> = { service: 'service', app: 'app' }

export function GraphEmbedScreen({
  search,
  origins,
}: {
  search: EmbedSearch
  origins: readonly string[]
}) {
  const focus = focusedObject(search)
  const namespacesOf = ({ namespaces }: EmbedClaims) => {
    const asked = focus ? [...search.namespaces, focus.namespace] : search.namespaces
    return asked.length > 0 ? [...new Set(asked)] : namespaces
  }
  const panel = ({ claims, tell, onVerdict }: EmbedTools) => (
    <GraphEmbed
      search={{
        ...graphDefaults,
        view: views[focus?.kind ?? ''] ?? 'workload',
        namespaces: [...namespacesOf(claims)].sort(),
        window: embedWindow(search, claims.window),
        hops: search.hops,
      }}
      focus={focus}
      onVerdict={onVerdict}
      onSelect={({ kind: of, ...selected }) =>
        tell({ type: 'binnacle:select', kind: of, ...selected })
      }
    />
  )
  return (
    <EmbedFrame origins={origins} view="graph" theme={search.theme} namespacesOf={namespacesOf}>
      {panel}
    </EmbedFrame>
  )
}
