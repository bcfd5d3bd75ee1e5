'use client'
import { TriangleAlert } from 'lucide-react'
import { useNow } from '@/components/ui/use-now'
import type { Warning } from '@/lib/api/envelope'
import { withClockTimes } from '@/lib/format/moment'

/** More than these would take the picture's room on a small screen. */
const few = 2

/** What is missing from the picture, in the server's words. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null
  const others = warnings.slice(few)
  return (
    <ul aria-label="Warnings" className="shrink-0 border-b border-line bg-surface px-3 py-1.5">
      {warnings.slice(0, few).map((warning) => (
        <WarningLine key={`${warning.code} ${warning.title}`} warning={warning} />
      ))}
      {others.length > 0 && (
        <li>
          <details>
            <summary className="py-0.5 pl-6 text-muted">and {others.length} more</summary>
            <ul>
              {others.map((warning) => (
                <WarningLine key={`${warning.code} ${warning.title}`} warning={warning} />
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  )
}

/** Its moments are told by the reader's clock, which the server does not know. */
function WarningLine({ warning: { title, detail } }: { warning: Warning }) {
  const isInBrowser = useNow() !== null
  return (
    <li className="flex items-start gap-2 py-0.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-degraded" />
      <p className="min-w-0">
        <span className="font-semibold">{title}</span>
        {detail && (
          <span className="text-muted"> {isInBrowser ? withClockTimes(detail) : detail}</span>
        )}
      </p>
    </li>
  )
}
