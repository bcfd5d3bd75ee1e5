import { z } from 'zod'

/** Kubernetes' own rule for a namespace's name (RFC 1123 label). */
export const namespaceName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)

/** Sorted, so equal questions are equal. */
export const namespaceList = z
  .string()
  .default('')
  .describe('`a,b`; absent or empty means all that the caller may see')
  .transform((text) => [...new Set(text.split(',').filter(Boolean))].sort())
  .pipe(z.array(namespaceName))

const secondsOf: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }
/** Seconds. */
export const longestWindow = 7 * 86_400

/** Becomes seconds. */
export const rateWindow = z
  .string()
  .regex(/^[1-9][0-9]{0,5}[smhd]$/)
  .default('5m')
  .describe('What rates are averaged over: a Prometheus duration of one unit, `10s` to `7d`')
  .transform((text) => Number(text.slice(0, -1)) * (secondsOf[text.slice(-1)] ?? Number.NaN))
  .pipe(z.number().int().min(10).max(longestWindow))

/** Becomes seconds. */
export const lookBack = z
  .string()
  .regex(/^[1-9][0-9]{0,3}[hd]$/)
  .default('24h')
  .describe('How far back callers are looked for: hours or days, `1h` to `7d`')
  .transform((text) => Number(text.slice(0, -1)) * (secondsOf[text.slice(-1)] ?? Number.NaN))
  .pipe(z.number().int().min(3600).max(longestWindow))

/** Becomes epoch milliseconds. */
export const moment = z
  .union([
    z
      .string()
      .regex(/^\d{12,14}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ])
  .optional()
  .describe('Epoch milliseconds or RFC 3339; absent, and what is still to come, means now')

/** `true`, `false` and the other words for them. Its default is one too, for the document's sake. */
export const flag = (unlessSaid: boolean, description: string) =>
  z
    .stringbool()
    .prefault(unlessSaid ? 'true' : 'false')
    .describe(description)

/** A decimal number between two ends. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(least).max(most))

/** `a,b`; sorted, so equal questions are equal. */
export const textList = z
  .string()
  .max(4000)
  .default('')
  .transform((text) => [...new Set(text.split(',').filter(Boolean))].sort())
