'use client'
import {
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { formatClock, formatClockWithSeconds } from '@/lib/format/moment'
import { seriesLook } from './series-look'

export type ChartLine = {
  name: string
  /** One for each moment; `null` where nothing was scraped. */
  values: readonly (number | null)[]
}

/** Something that happened, drawn across the chart. */
export type ChartMark = { at: number; label: string }

const axisText = { fontSize: 11, fill: 'var(--color-muted)' }

const greatest = (lines: readonly ChartLine[]) =>
  Math.max(0, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)))

/** Several lines on one scale from zero. Where nothing was scraped there is a gap, not a line. */
export function LinesChart({
  name,
  times,
  lines,
  marks,
  format,
}: {
  name: string
  /** Epoch ms. */
  times: readonly number[]
  lines: readonly ChartLine[]
  marks: readonly ChartMark[]
  format: (value: number) => string
}) {
  const most = greatest(lines)
  const points = times.map((time, index) => ({
    time,
    values: lines.map(({ values }) => values[index] ?? null),
  }))
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0]
  const inSight = marks.filter(({ at }) => at >= from && at <= to)
  return (
    <div role="img" aria-label={spoken(name, lines, format)} className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={points} margin={{ top: 16, right: 8, bottom: 0, left: 0 }}>
          <XAxis
            dataKey="time"
            type="number"
            domain={[from, to]}
            ticks={[from, (from + to) / 2, to]}
            tickFormatter={formatClock}
            tick={axisText}
            tickLine={false}
            axisLine={{ stroke: 'var(--color-line)' }}
          />
          <YAxis
            domain={[0, most === 0 ? 1 : most * 1.1]}
            ticks={[0, most]}
            tickFormatter={(value: number) => (value === 0 ? '0' : format(value))}
            tick={axisText}
            tickLine={false}
            axisLine={false}
            width={64}
          />
          {inSight.map(({ at, label }) => (
            <ReferenceLine
              key={at}
              x={at}
              stroke="var(--color-line-strong)"
              strokeDasharray="3 3"
              label={({ viewBox }: { viewBox?: { x?: number; y?: number } }) => (
                <text
                  x={viewBox?.x ?? 0}
                  y={(viewBox?.y ?? 0) - 4}
                  textAnchor={at > (from + to) / 2 ? 'end' : 'start'}
                  fontSize={axisText.fontSize}
                  fill={axisText.fill}
                >
                  {label}
                </text>
              )}
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--color-line-strong)' }}
            content={({ active, payload }) => {
              // Recharts hands a point back as `any`; it is one of those given above.
              const point = payload?.[0]?.payload as (typeof points)[number] | undefined
              return active && point ? (
                <Values time={point.time} values={point.values} lines={lines} format={format} />
              ) : null
            }}
          />
          {lines.map((line, index) => (
            <Line
              key={line.name}
              name={line.name}
              dataKey={(point: (typeof points)[number]) => point.values[index]}
              type="linear"
              stroke={seriesLook(index).colour}
              strokeDasharray={seriesLook(index).dash ?? ''}
              strokeWidth={1.5}
              isAnimationActive={false}
              connectNulls={false}
              dot={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

function spoken(name: string, lines: readonly ChartLine[], format: (value: number) => string) {
  const words = lines.map(({ name: line, values }) => {
    const last = values.findLast((value) => value !== null)
    return `${line} ${last == null ? 'none seen' : `last ${format(last)}`}`
  })
  return `${name} over time: ${words.join(', ')}`
}

function Values({
  time,
  values,
  lines,
  format,
}: {
  time: number
  values: readonly (number | null)[]
  lines: readonly ChartLine[]
  format: (value: number) => string
}) {
  return (
    <div className="rounded-small border border-line bg-surface px-2 py-1 text-tiny shadow-float">
      <p className="text-muted">{formatClockWithSeconds(time)}</p>
      {lines.map((line, index) => (
        <p key={line.name} className="flex justify-between gap-3">
          {line.name}
          <strong className="font-semibold">{valueWords(values[index] ?? null, format)}</strong>
        </p>
      ))}
    </div>
  )
}

const valueWords = (value: number | null, format: (value: number) => string) =>
  value === null ? 'not scraped' : format(value)
