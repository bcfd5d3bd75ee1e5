import 'server-only'

/**
 * PromQL is only ever written by these functions: they quote, so a label's value is never syntax.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export type Matcher = readonly [label: string, operator: '=' | '!=' | '=~' | '!~', value: string]

/** Double-quoted PromQL strings escape as Go's do. */
export const quote = (value: string) =>
  `"${value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}"`

/** RE2's metacharacters; https://pkg.go.dev/regexp#QuoteMeta. */
const literal = (value: string) => value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')

/** A pattern that matches these values and no other: Prometheus anchors patterns at both ends. */
export const oneOf = (values: readonly string[]) => values.map(literal).join('|')

export const selector = (metric: string, matchers: readonly Matcher[]) =>
  `${metric}{${matchers.map(([label, operator, value]) => label + operator + quote(value)).join(',')}}`

/**
 * What has grown in a window, per second of the whole of it. Divided once sums are made: a division
 * for each series of a mesh is a sixth of what a question costs. `rate` would be the same in
 * Prometheus; VictoriaMetrics' divides by the time between a series' own samples, which is too little
 * where one begins or ends within.
 */
export const perSecond = (grown: string, windowSeconds: number) => `((${grown}) / ${windowSeconds})`

export const sumBy = (labels: readonly string[], vector: string) =>
  `sum by (${labels.join(',')}) (${vector})`

/** A counter's series outlive the traffic that made them, so existence means "above zero". */
export const seen = (vector: string) => `(${vector} > 0)`

/** What is in any of them; each must be told from the others by its labels. */
export const union = (vectors: readonly string[]) => vectors.join(' or ')

/** What of the first has no partner in the second that agrees on these labels. */
export const unlessOn = (labels: readonly string[], vector: string, exception: string) =>
  `(${vector} unless on (${labels.join(',')}) ${exception})`

/** The largest over a span, looked at every step; both are durations as Prometheus writes them. */
export const maxOver = (vector: string, span: string, step: string) =>
  `max_over_time(${vector}[${span}:${step}])`

/** One of several that agree on all labels but these: the largest. */
export const maxWithout = (labels: readonly string[], vector: string) =>
  `max without (${labels.join(',')}) (${vector})`

/** Adds a label that is another one without the port at its end. */
export const withHost = (vector: string, label: string, from: string) =>
  `label_replace(${vector}, ${quote(label)}, "$1", ${quote(from)}, "(.+?)(:[0-9]+)?")`

/** How much of the whole lies beyond a part of it, 0–1. */
export const surplusShare = (part: string, whole: string) => `(1 - (${part} / ${whole}))`

/** Each of the first times its one partner in the second. */
export const timesOn = (labels: readonly string[], vector: string, factor: string) =>
  `(${vector} * on (${labels.join(',')}) group_left () ${factor})`

/** Adds one label, the same for every series. */
export const labelled = (vector: string, label: string, value: string) =>
  `label_replace(${vector}, ${quote(label)}, ${quote(value.replaceAll('$', '$$$$'))}, "", "")`

export const maxBy = (labels: readonly string[], vector: string) =>
  `max by (${labels.join(',')}) (${vector})`

/** The largest that a vector has been, looked at every so often. */
export const maxOverTime = (
  vector: string,
  { overSeconds, stepSeconds }: { overSeconds: number; stepSeconds: number },
) => `max_over_time((${vector})[${overSeconds}s:${stepSeconds}s])`

/** What of the first also has a partner in the second. */
export const andOn = (labels: readonly string[], vector: string, condition: string) =>
  `(${vector} and on (${labels.join(',')}) ${condition})`

export const increase = (selected: string, seconds: number) => `increase(${selected}[${seconds}s])`

/**
 * How much a counter has grown in the look-back. A series that was born inside it counts in full:
 * `increase` only sees what comes after its first sample, and of a single sample nothing at all. The
 * hour before the look-back tells whether it was there before.
 */
export function grownWithin(selected: string, seconds: number): string {
  const grown = increase(selected, seconds)
  const highest = `max_over_time(${selected}[${seconds}s])`
  const wasThere = `present_over_time(${selected}[3600s] offset ${seconds}s)`
  // The larger of the two: after a restart the growth is more than any value.
  const inFull = `((${grown} > ${highest}) or ${highest})`
  return `((${grown} and ${wasThere}) or (${inFull} unless ${wasThere}))`
}

/**
 * When a counter last grew or was born, in seconds since the epoch: the end of the last step in
 * which it did, so `stepSeconds` is how exact that is. Values are compared, for a range as long as
 * a step may hold a single scrape, of which `increase` makes nothing; another value is growth also
 * when it is smaller, for then the counter began again.
 */
export function lastGrowth(
  labels: readonly string[],
  selected: string,
  { seconds, stepSeconds }: { seconds: number; stepSeconds: number },
): string {
  const before = `${selected} offset ${stepSeconds}s`
  const grew = seen(sumBy(labels, `(${selected} != ${before} or ${selected} unless ${before})`))
  // The first step ends within the look-back and begins before it: what it saw may be older.
  return maxOverTime(`${grew} * 0 + time()`, { overSeconds: seconds - stepSeconds, stepSeconds })
}

/** When a series was last scraped, in seconds since the epoch; the newest of each group. */
export const newestSample = (labels: readonly string[], selected: string) =>
  maxBy(labels, `timestamp(${selected})`)
