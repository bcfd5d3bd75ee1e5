import { z } from 'zod'

/** Kubernetes' own rule for a namespace's name (RFC 1123 label). */
const namespaceName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)

/** `a,b`; absent or empty means all that the caller may see. Sorted, so equal questions are equal. */
export const namespaceList = z
  .string()
  .default('')
  .transform((text) => [...new Set(text.split(',').filter(Boolean))].sort())
  .pipe(z.array(namespaceName))

const secondsOf: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }
const longestWindow = 7 * 86_400

/** A Prometheus duration of one unit, `10s` to `7d`; becomes seconds. */
export const rateWindow = z
  .string()
  .regex(/^[1-9][0-9]{0,5}[smhd]$/)
  .default('5m')
  .transform((text) => Number(text.slice(0, -1)) * (secondsOf[text.slice(-1)] ?? Number.NaN))
  .pipe(z.number().int().min(10).max(longestWindow))

/** Epoch milliseconds or RFC 3339; absent means now. Becomes epoch milliseconds. */
export const moment = z
  .union([
    z
      .string()
      .regex(/^\d{12,14}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ])
  .optional()
