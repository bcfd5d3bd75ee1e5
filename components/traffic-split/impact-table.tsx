import { DataTable } from '@/components/ui/data-table'
import type { SplitPlan } from '@/lib/api/split-changes'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'
import { destinationNames } from './words'

type RouteImpact = SplitPlan['impact']['routes'][number]

const rateWords = (rate: number | null) => (rate === null ? '–' : formatRate(rate))

/** What each destination carries, and what it would carry: by what was seen in the window. */
export function ImpactTable({ route, window }: { route: RouteImpact; window: number }) {
  const { absent, destinations } = route
  const names = destinationNames(destinations.map((one) => ({ ...one, port: null })))
  return (
    <div className="flex flex-col gap-1">
      <DataTable
        caption="Share and load before and after"
        head={['To', 'Share', 'Rate', 'Per ready pod']}
        figures="all-but-first"
      >
        {destinations.map((one, at) => (
          <tr key={names[at]}>
            <td className="font-semibold">{names[at]}</td>
            <td>
              {formatPercent(one.shareBefore)} → <strong>{formatPercent(one.shareAfter)}</strong>
            </td>
            <td>
              {rateWords(one.perSecondBefore)} → <strong>{rateWords(one.perSecondAfter)}</strong>
            </td>
            <td>
              {rateWords(one.perPodBefore)} → <strong>{rateWords(one.perPodAfter)}</strong>
              {one.mostPerPod !== null && (
                <span className="block text-muted">
                  at most {formatRate(one.mostPerPod)} in 24&nbsp;h
                </span>
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      <p className="text-small text-muted">
        {absent === null
          ? `From what was seen in the last ${formatWindow(window)}.`
          : `Rates are not known: ${absent.sentence}`}
      </p>
    </div>
  )
}
