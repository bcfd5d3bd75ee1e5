const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** A whole number in groups of three: 1,204. What comes from rates is no whole number and is rounded. */
export const formatCount = (count: number): string => grouped.format(count)
