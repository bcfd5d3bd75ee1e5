/** Keeps a number and its unit on one line. */
export const noBreakSpace = '\u00a0'

/** A number as written, and its unit apart, so that the unit can be set smaller. */
export type Quantity = { number: string; unit: string }

/** Three significant digits without trailing zeros: 0.42, 8.21, 41.8, 333. */
export const threeDigits = (value: number): string => String(Number(value.toPrecision(3)))
