'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { PanelSection } from '@/components/ui/panel-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { SeriesData } from '@/lib/api/series'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatLatency } from '@/lib/format/duration'
import { formatRate } from '@/lib/format/rate'
import { type SeriesQuestion, seriesQuery } from '@/lib/queries/series'
import { type GraphScreenSearch, toGraphQuestion } from '@/lib/search-params/graph'

const chartHeight = 'h-17'

// recharts costs 100 kB: only whoever opens a panel pays.
const AreaChart = dynamic(
  () => import('@/components/charts/area-chart').then((module) => module.AreaChart),
  { ssr: false, loading: () => <Skeleton className={chartHeight} /> },
)

type Tone = 'accent' | 'failing' | 'tcp' | 'muted'
type Chart = {
  title: string
  values: (number | null)[]
  tone: Tone
  format: (value: number) => string
}

const added = (a: number | null, b: number | null | undefined) =>
  a === null || b == null ? null : a + b

/** What there is to draw; a quantity that was not seen has no chart rather than a line at zero. */
function chartsOf({
  requestsPerSecond,
  errorsPerSecond,
  p95Ms,
  bytesPerSecond,
}: SeriesData): Chart[] {
  const bytes = bytesPerSecond?.sent.map((sent, index) =>
    added(sent, bytesPerSecond.received[index]),
  )
  return [
    { title: 'Requests', values: requestsPerSecond, tone: 'accent' as const, format: formatRate },
    { title: 'Errors', values: errorsPerSecond, tone: 'failing' as const, format: formatRate },
    { title: 'Latency, p95', values: p95Ms, tone: 'muted' as const, format: formatLatency },
    { title: 'Bytes', values: bytes ?? null, tone: 'tcp' as const, format: formatBytesPerSecond },
  ].flatMap((chart) => (chart.values === null ? [] : [{ ...chart, values: chart.values }]))
}

export function TrafficCharts({
  of,
  search,
}: {
  of: SeriesQuestion['of']
  search: GraphScreenSearch
}) {
  const { view, window, at, services, refresh } = search
  const { latency } = toGraphQuestion(search)
  const { data, error } = useQuery(
    seriesQuery(
      { of, window, at, latency, services: services || view === 'service' },
      at === null ? refresh : 0,
    ),
  )
  if (data)
    return chartsOf(data.data).map((chart) => (
      <PanelSection key={chart.title} title={chart.title}>
        <ChartOrWords chart={chart} times={data.data.times} />
      </PanelSection>
    ))
  return (
    <PanelSection title="Over time">
      {error ? (
        <p className="text-muted">Not known: {error.problem.title}.</p>
      ) : (
        <Skeleton className={chartHeight} />
      )}
    </PanelSection>
  )
}

/** A line along the bottom says less than two words. */
function ChartOrWords({ chart: { title, ...chart }, times }: { chart: Chart; times: number[] }) {
  if (chart.values.every((value) => value === null))
    return <p className="text-muted">Not scraped.</p>
  if (chart.values.every((value) => !value)) return <p className="text-muted">None seen.</p>
  return (
    <div className={chartHeight}>
      <AreaChart name={title} times={times} {...chart} />
    </div>
  )
}
