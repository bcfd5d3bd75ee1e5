'use client'
import { GraphPanel } from '@/components/service-graph/graph-panel'
import { useNodeBudget } from '@/components/service-graph/node-budget'
import { useGraphPicture } from '@/components/service-graph/use-graph-picture'
import { WhyMenu } from '@/components/service-graph/why-menu'
import { scrapedAt } from '@/components/shell/scraped-at'
import { TopBar } from '@/components/shell/top-bar'
import { useGraphSearch } from '@/lib/search-params/use-graph-search'
import { sidePanelSlots } from './side-panel-slots'

export function GraphScreen({ nodeBudget }: { nodeBudget: number }) {
  const [search, change] = useGraphSearch()
  const [limit, measure] = useNodeBudget(nodeBudget)
  const picture = useGraphPicture(search, limit)
  return (
    <>
      <TopBar
        scope={search}
        observedAt={scrapedAt(picture.shown?.reply)}
        windows={picture.shown?.reply.data.windows}
        onChange={change}
      >
        <WhyMenu scope={search} />
      </TopBar>
      <GraphPanel
        search={search}
        picture={picture}
        slots={sidePanelSlots(search)}
        onStage={measure}
        onChange={change}
      />
    </>
  )
}
