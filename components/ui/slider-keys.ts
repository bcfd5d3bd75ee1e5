type Range = {
  value: number
  max: number
  /** What one press of an arrow moves by. */
  step: number
}

const pageSteps = 10

const moves: Record<string, (range: Range) => number> = {
  ArrowRight: ({ value, step }) => value + step,
  ArrowUp: ({ value, step }) => value + step,
  ArrowLeft: ({ value, step }) => value - step,
  ArrowDown: ({ value, step }) => value - step,
  PageUp: ({ value, step }) => value + pageSteps * step,
  PageDown: ({ value, step }) => value - pageSteps * step,
  Home: () => 0,
  End: ({ max }) => max,
}

/**
 * Where a key takes a slider from 0 to `max`, never outside of it; `null` for a key that is none of
 * its own. A step is added to the value as it is: 83 and a step of 10 make 93, not 90.
 * https://www.w3.org/WAI/ARIA/apg/patterns/slider/
 */
export function valueAfterKey(key: string, range: Range): number | null {
  const move = moves[key]
  return move ? Math.min(range.max, Math.max(0, move(range))) : null
}
