const steps = [1, 5, 10, 25] as const

export const defaultStep = 10

/** What an arrow may move by: on a small scale only what leaves something in between. */
export const stepsFor = (scale: number): readonly number[] =>
  steps.filter((step) => step === 1 || step <= scale / 2)

/** The chosen step, or the largest that the scale allows. */
export const stepOf = (chosen: number, scale: number): number =>
  stepsFor(scale).findLast((step) => step <= chosen) ?? 1
