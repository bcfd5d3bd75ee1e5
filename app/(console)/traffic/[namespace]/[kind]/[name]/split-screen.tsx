'use client'
import { useQuery } from '@tanstack/react-query'
import { scrapedAt } from '@/components/shell/scraped-at'
import { TopBar } from '@/components/shell/top-bar'
import { SplitEditor } from '@/components/traffic-split/split-editor'
import { SplitPage } from '@/components/traffic-split/split-page'
import { SplitView } from '@/components/traffic-split/split-view'
import { splitQuery } from '@/lib/queries/splits'
import { useLastGood } from '@/lib/queries/use-last-good'
import type { SplitRef } from '@/lib/search-params/routes'
import { toSplitQuestion } from '@/lib/search-params/traffic'
import { useSplitScreenSearch } from '@/lib/search-params/use-traffic-search'

export function SplitScreen({ split }: { split: SplitRef }) {
  const [scope, change] = useSplitScreenSearch()
  const question = toSplitQuestion(scope)
  const refresh = scope.at === null ? scope.refresh : 0
  const picture = useLastGood(useQuery(splitQuery(split, question, refresh)), question)
  return (
    <>
      <TopBar
        scope={scope}
        observedAt={scrapedAt(picture.shown?.reply)}
        hasNamespaces={false}
        onChange={change}
      />
      <SplitPage of={split} scope={scope} picture={picture}>
        {(found) => <SplitEditor split={found} scope={scope} view={SplitView} />}
      </SplitPage>
    </>
  )
}
