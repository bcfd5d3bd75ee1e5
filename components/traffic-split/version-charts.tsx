'use client'
import { useQueries } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { ChartLine, ChartMark } from '@/components/charts/lines-chart'
import { SeriesSwatch } from '@/components/charts/series-swatch'
import { Segmented } from '@/components/ui/segmented'
import { Skeleton } from '@/components/ui/skeleton'
import { formatWindow } from '@/lib/format/duration'
import { seriesQuery } from '@/lib/queries/series'
import type { Scope } from '@/lib/search-params/scope'
import { type Quantity, quantities, quantityLooks, type Version } from './version-lines'

// recharts costs 100 kB: after the page, and only in a browser.
const LinesChart = dynamic(
  () => import('@/components/charts/lines-chart').then((module) => module.LinesChart),
  { ssr: false, loading: () => <Skeleton className="h-full" /> },
)

const leastWindow = 1800

const choices = quantities.map((value) => ({ value, label: quantityLooks[value].label }))

/** How each version fares over time, all on one scale: what is being moved onto. */
export function VersionCharts({
  versions,
  marks,
  scope: { window, at, refresh },
}: {
  versions: readonly Version[]
  /** Changes of the weights. */
  marks: readonly ChartMark[]
  scope: Scope
}) {
  const [quantity, setQuantity] = useState<Quantity>('rate')
  const { words, format, line } = quantityLooks[quantity]
  const shown = Math.max(window, leastWindow)
  const answers = useQueries({
    queries: versions.flatMap(({ nodes }) =>
      nodes.map((node) =>
        seriesQuery(
          {
            of: { node, direction: 'in' as const },
            window: shown,
            at,
            latency: quantity === 'p95',
            services: false,
          },
          at === null ? refresh : 0,
        ),
      ),
    ),
  })
  const series = answers.map(({ data }) => data?.data)
  const known = series.filter((one) => one !== undefined)
  const failed = answers.find(({ error }) => error !== null)?.error
  const lines: ChartLine[] = versions.map(({ name, nodes }, index) => {
    const from = versions.slice(0, index).reduce((all, one) => all + one.nodes.length, 0)
    return { name, values: line(series.slice(from, from + nodes.length)) }
  })
  return (
    <section
      aria-label="Versions over time"
      className="flex flex-col gap-2 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-title font-semibold">What each version receives</h2>
        <p className="flex-1 text-small text-muted">
          {words}, observed over {formatWindow(shown)}, from all callers
        </p>
        <Segmented label="Quantity" choices={choices} value={quantity} onChange={setQuantity} />
      </header>
      <div className="h-44">
        {known.length === answers.length && known[0] ? (
          <LinesChart
            name={words}
            times={known[0].times}
            lines={lines}
            marks={marks}
            format={format}
          />
        ) : failed ? (
          <p className="text-muted">Not known: {failed.problem.title}.</p>
        ) : (
          <Skeleton className="h-full" />
        )}
      </div>
      <ul className="flex flex-wrap gap-x-4 text-small">
        {lines.map(({ name, values }, index) => (
          <li key={name} className="flex items-center gap-1.5">
            <SeriesSwatch index={index} />
            {name}
            {values.every((value) => value === null) && (
              <span className="text-muted">none seen</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
