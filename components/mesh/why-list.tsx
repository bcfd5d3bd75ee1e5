'use client'
import { CodeBlock } from '@/components/ui/code-block'
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
        <li key={`${finding.code} ${finding.title}`}>
          <div className="flex items-start gap-2">
            <FindingText
              finding={{ ...finding, title: told(finding.title), detail: told(finding.detail) }}
            />
          </div>
          {promql !== null && <SeenInPrometheus promql={promql} />}
        </li>
      ))}
    </ul>
  )
}

const SeenInPrometheus = ({ promql }: { promql: string }) => (
  <details className="mt-1 pl-6">
    <summary className="text-small text-muted">PromQL that shows it</summary>
    <div className="mt-1 flex flex-col items-start gap-1">
      <CodeBlock label="PromQL" text={promql} />
      <CopyButton text={promql}>Copy</CopyButton>
    </div>
  </details>
)
