'use client'
import { CircleHelp } from 'lucide-react'
import { Reasons } from '@/components/mesh/reasons'
import { Popover } from '@/components/ui/popover'
import { type Scope, toExplainQuestion } from '@/lib/search-params/scope'

/** Why the picture is empty, partial or of another time than now; whatever it shows. */
export function WhyMenu({ scope }: { scope: Scope }) {
  return (
    <Popover
      label="Why the graph shows what it shows"
      size="text"
      emphasis="quiet"
      trigger={
        <>
          <CircleHelp aria-hidden />
          <span className="max-sm:sr-only">Why?</span>
        </>
      }
    >
      <div className="p-3">
        <Reasons
          question={toExplainQuestion(scope)}
          refresh={scope.at === null ? scope.refresh : 0}
        />
      </div>
    </Popover>
  )
}
