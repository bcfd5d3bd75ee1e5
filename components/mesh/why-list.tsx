'use client'
import { CopyButton } from '@/components/ui/copy-button'
import { useNow } from '@/components/ui/use-now'
import type { ExplainData } from '@/lib/api/explain'
import { withClockTimes } from '@/lib/format/moment'
import { FindingText } from './findings'

/** Why the graph is what it is: each reason in words, with the question that shows it in Prometheus. */
export function WhyList({ reasons }: { reasons: ExplainData }) {
  // Moments are told by the reader's clock, which the server does not know.
  const isInBrowser = useNow() !== null
  const told = (text: string) => (isInBrowser ? withClockTimes(text) : text)
  return (
    <ul aria-label="Reasons" className="flex w-full flex-col gap-4">
      {reasons.map(({ promql, ...finding }) => (
        <li key={`${finding.code} ${finding.title}`} className="flex items-start gap-2">
          <FindingText
            finding={{ ...finding, title: told(finding.title), detail: told(finding.detail) }}
          />
          {promql !== null && (
            <CopyButton text={promql} title={promql} className="shrink-0">
              PromQL
            </CopyButton>
          )}
        </li>
      ))}
    </ul>
  )
}
