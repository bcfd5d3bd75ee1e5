import { Waypoints } from 'lucide-react'
import { Reasons } from '@/components/mesh/reasons'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Strip } from '@/components/ui/strip'
import type { GraphSearch } from '@/lib/api/graph'
import { formatWindow } from '@/lib/format/duration'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import { windowWords } from './words'

const widerWindow = 3600
/** Reasons change slowly. */
const afterSeconds = 60

type EmptyProps = {
  /** Which had this answer. */
  question: GraphSearch
  onChange: (change: Partial<GraphScreenSearch>) => void
}

/** Prometheus answered and had nothing: that is a fact about the window, not about the mesh. */
export function EmptyNotice({ question, onChange }: EmptyProps) {
  const { namespaces, window, at } = question
  return (
    <Notice
      role="status"
      title={`No traffic seen in ${windowWords(question)}`}
      icon={<Waypoints aria-hidden className="size-6 text-muted" strokeWidth={1.5} />}
    >
      <p>
        Prometheus answered and has no requests or connections of{' '}
        {namespaces.length === 0 ? 'any namespace' : <strong>{namespaces.join(', ')}</strong>} in
        this window.
      </p>
      <Reasons
        question={{ namespaces, window, ...(at === undefined ? {} : { at }) }}
        refresh={at === undefined ? afterSeconds : 0}
        none="Nothing stands in the way of it: nothing was sent."
      />
      <div className="flex flex-wrap gap-2">
        <LookBack question={question} onChange={onChange} />
        {namespaces.length > 0 && (
          <Button onClick={() => onChange({ namespaces: [] })}>Show all namespaces</Button>
        )}
      </div>
    </Notice>
  )
}

/** Above a picture of what runs and is silent. */
export function SilenceStrip({ question, onChange }: EmptyProps) {
  return (
    <Strip
      role="status"
      icon={<Waypoints aria-hidden className="text-muted" />}
      action={<LookBack question={question} onChange={onChange} />}
    >
      <strong className="font-semibold">No traffic seen in {windowWords(question)}.</strong>{' '}
      <span className="text-muted">These run now, as Kubernetes says.</span>
    </Strip>
  )
}

const LookBack = ({ question: { window }, onChange }: EmptyProps) =>
  window < widerWindow && (
    <Button onClick={() => onChange({ window: widerWindow })}>
      Look back {formatWindow(widerWindow)}
    </Button>
  )
