import { Waypoints } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { formatWindow } from '@/lib/format/duration'
import type { GraphScreenSearch } from '@/lib/search-params/graph'

const widerWindow = 3600

/** Prometheus answered and had nothing: that is a fact about the window, not about the mesh. */
export function EmptyNotice({
  search,
  onChange,
}: {
  search: GraphScreenSearch
  onChange: (change: Partial<GraphScreenSearch>) => void
}) {
  const { namespaces, window } = search
  return (
    <Notice
      role="status"
      title={`No traffic seen in the last ${formatWindow(window)}`}
      icon={<Waypoints aria-hidden className="size-6 text-muted" strokeWidth={1.5} />}
    >
      <p>
        Prometheus answered and has no requests or connections of{' '}
        {namespaces.length === 0 ? 'any namespace' : <strong>{namespaces.join(', ')}</strong>} in
        this window. Either nothing was sent, or the proxies are not scraped.
      </p>
      <div className="flex flex-wrap gap-2">
        {window < widerWindow && (
          <Button onClick={() => onChange({ window: widerWindow })}>
            Look back {formatWindow(widerWindow)}
          </Button>
        )}
        {namespaces.length > 0 && (
          <Button onClick={() => onChange({ namespaces: [] })}>Show all namespaces</Button>
        )}
      </div>
    </Notice>
  )
}
