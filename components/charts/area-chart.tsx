'use client'
import { Area, AreaChart as Chart, ResponsiveContainer, Tooltip, YAxis } from 'recharts'
import { formatClock, formatClockWithSeconds } from '@/lib/format/moment'

type Tone = 'accent' | 'failing' | 'tcp' | 'muted'

const colours: Record<Tone, string> = {
  accent: 'var(--color-accent)',
  failing: 'var(--color-failing)',
  tcp: 'var(--color-tcp)',
  muted: 'var(--color-muted)',
}

/** One quantity over time. Where nothing was scraped there is a gap, not a line. */
export function AreaChart({
  name,
  times,
  values,
  tone,
  format,
}: {
  name: string
  /** Epoch ms. */
  times: readonly number[]
  values: readonly (number | null)[]
  tone: Tone
  format: (value: number) => string
}) {
  const known = values.filter((value) => value !== null)
  const most = known.length > 0 ? Math.max(...known) : 0
  const points = times.map((time, index) => ({ time, value: values[index] ?? null }))
  const [from, to] = [times[0], times.at(-1)]
  return (
    <div
      role="img"
      aria-label={
        known.length > 0 ? `${name} over time, at most ${format(most)}` : `${name}: none seen`
      }
      className="relative h-full"
    >
      <ResponsiveContainer width="100%" height="100%">
        <Chart data={points} margin={{ top: 2, right: 0, bottom: 18, left: 0 }}>
          <YAxis hide domain={[0, most === 0 ? 1 : most * 1.1]} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--color-line-strong)' }}
            content={({ active, payload }) => {
              // Recharts hands a point back as `any`; it is one of those given above.
              const point = payload?.[0]?.payload as (typeof points)[number] | undefined
              return active && point ? (
                <p className="rounded-small border border-line bg-surface px-2 py-1 text-tiny shadow-float">
                  {formatClockWithSeconds(point.time)}{' '}
                  <strong className="font-semibold">
                    {point.value === null ? 'not scraped' : format(point.value)}
                  </strong>
                </p>
              ) : null
            }}
          />
          <Area
            dataKey="value"
            type="linear"
            stroke={colours[tone]}
            strokeWidth={1.5}
            fill={colours[tone]}
            fillOpacity={0.14}
            isAnimationActive={false}
            connectNulls={false}
            dot={false}
          />
        </Chart>
      </ResponsiveContainer>
      <p className="absolute inset-x-0 bottom-0 flex justify-between border-t border-line pt-px text-tiny text-muted">
        <span>{from !== undefined && formatClock(from)}</span>
        <span>{known.length > 0 && `up to ${format(most)}`}</span>
        <span>{to !== undefined && formatClock(to)}</span>
      </p>
    </div>
  )
}
