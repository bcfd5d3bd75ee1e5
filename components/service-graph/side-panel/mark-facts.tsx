import { markDetails, objectWords } from '@/components/mesh/mark-words'
import { markLooks } from '@/components/mesh/marks'
import { PanelSection } from '@/components/ui/panel-section'
import type { Mark } from '@/lib/domain/service-graph/graph'

/** What the marks on a card stand for, each with the object that asks for it. As configured now. */
export function MarkFacts({ marks }: { marks: readonly Mark[] }) {
  const facts = marks.flatMap((mark) => {
    const details = markDetails(mark)
    return details ? [{ kind: mark.kind, ...details }] : []
  })
  if (facts.length === 0) return null
  return (
    <PanelSection title="Configured now">
      <ul className="flex flex-col gap-1.5">
        {facts.map(({ kind, words, by }) => (
          <li key={`${kind} ${words}`} className="text-small">
            <strong className="font-semibold">{markLooks[kind].label}</strong>: {words}
            {by && <span className="block text-muted">{objectWords(by)}</span>}
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
