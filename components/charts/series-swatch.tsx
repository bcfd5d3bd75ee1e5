import { seriesLook } from './series-look'

/** The line of a chart as a sample, beside its name. */
export function SeriesSwatch({ index }: { index: number }) {
  const { colour, dash } = seriesLook(index)
  return (
    <svg viewBox="0 0 20 8" aria-hidden="true" className="h-2 w-5 shrink-0">
      <path d="M0 4H20" stroke={colour} strokeWidth={2} strokeDasharray={dash} />
    </svg>
  )
}
