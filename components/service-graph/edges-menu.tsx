'use client'
import { Tag } from 'lucide-react'
import { CheckRow } from '@/components/ui/check-row'
import { Popover } from '@/components/ui/popover'
import { type EdgeLabel, edgeLabels } from '@/lib/search-params/graph'

const words: Record<EdgeLabel, { short: string; long: string }> = {
  rate: { short: 'rate', long: 'Requests per second' },
  share: { short: 'share', long: 'Share of what the caller sends' },
  errors: { short: 'errors', long: 'Share of errors' },
  p50: { short: 'p50', long: 'Latency, median' },
  p95: { short: 'p95', long: 'Latency, 95th percentile' },
  p99: { short: 'p99', long: 'Latency, 99th percentile' },
  bytes: { short: 'bytes', long: 'Bytes per second (TCP)' },
  mtls: { short: 'mTLS', long: 'Share of mutual TLS' },
}

export function EdgesMenu({
  labels,
  onChange,
}: {
  labels: readonly EdgeLabel[]
  onChange: (labels: EdgeLabel[]) => void
}) {
  const shown = labels.map((label) => words[label].short).join(', ')
  return (
    <Popover
      label="Edges show"
      trigger={
        <>
          <Tag aria-hidden className="text-muted" />
          <span className="text-muted max-sm:sr-only">Edges show</span>
          <span className="max-w-44 truncate font-semibold">{shown || 'nothing'}</span>
        </>
      }
    >
      {edgeLabels.map((label) => (
        <CheckRow
          key={label}
          checked={labels.includes(label)}
          onChange={(isShown) =>
            onChange(edgeLabels.filter((one) => (one === label ? isShown : labels.includes(one))))
          }
        >
          {words[label].long}
        </CheckRow>
      ))}
    </Popover>
  )
}
