import { TriangleAlert } from 'lucide-react'
import type { Warning } from '@/lib/api/envelope'

/** What is missing from the picture, in the server's words. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null
  return (
    <ul aria-label="Warnings" className="shrink-0 border-b border-line bg-surface px-3 py-1.5">
      {warnings.map(({ code, title, detail }) => (
        <li key={`${code} ${title}`} className="flex items-start gap-2 py-0.5">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-degraded" />
          <p>
            <span className="font-semibold">{title}</span>
            {detail && <span className="text-muted"> {detail}</span>}
          </p>
        </li>
      ))}
    </ul>
  )
}
