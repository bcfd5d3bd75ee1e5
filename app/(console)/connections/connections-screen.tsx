'use client'
import { ConnectionsPanel } from '@/components/connections/connections-panel'
import { TopBar } from '@/components/shell/top-bar'
import { useConnectionsSearch } from '@/lib/search-params/use-connections-search'

export function ConnectionsScreen() {
  const [scope, change] = useConnectionsSearch()
  return (
    <>
      <TopBar scope={scope} observedAt={null} onChange={change} />
      <ConnectionsPanel scope={scope} />
    </>
  )
}
