/** Colour and dash together, so that lines are told apart without colour. */
const looks = [
  { colour: 'var(--color-series-1)' },
  { colour: 'var(--color-series-2)', dash: '6 3' },
  { colour: 'var(--color-series-3)', dash: '2 3' },
  { colour: 'var(--color-series-4)', dash: '9 3 2 3' },
] as const

export type SeriesLook = { colour: string; dash?: string }

/** The look of the line at this place; beyond the fourth they come round again. */
export const seriesLook = (index: number): SeriesLook => looks[index % looks.length] ?? looks[0]
