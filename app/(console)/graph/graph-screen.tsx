'use client'
import { GraphPanel } from '@/components/service-graph/graph-panel'
import { useGraphPicture } from '@/components/service-graph/use-graph-picture'
import { TopBar } from '@/components/shell/top-bar'
import { useGraphSearch } from '@/lib/search-params/use-graph-search'

export function GraphScreen() {
  const [search, change] = useGraphSearch()
  const picture = useGraphPicture(search)
  return (
    <>
      <TopBar
        scope={search}
        observedAt={picture.shown?.reply.observedAt ?? null}
        onChange={change}
      />
      <GraphPanel search={search} picture={picture} onChange={change} />
    </>
  )
}
