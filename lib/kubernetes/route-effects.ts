import 'server-only'
import { z } from 'zod'
import type { RouteEffects } from '../domain/istio-config/route-effects'
import { durationMs } from './duration'
import { listOf } from './object-meta'

const share = z.object({ value: z.number().default(0) }).nullish()

/** Of a fault: what has no share happens to nobody. `percent` is its old form. */
const ofFault = (percentage: z.output<typeof share>, percent: number | null | undefined) =>
  percentage?.value ?? percent ?? 0

const fault = z
  .object({
    delay: z
      .object({
        percentage: share,
        percent: z.number().nullish(),
        fixedDelay: z.string().nullish(),
      })
      .nullish(),
    abort: z
      .object({
        percentage: share,
        percent: z.number().nullish(),
        httpStatus: z.number().nullish(),
        grpcStatus: z.string().nullish(),
        http2Error: z.string().nullish(),
      })
      .nullish(),
  })
  .nullish()
  .transform((fault): RouteEffects['fault'] => {
    if (!fault?.delay && !fault?.abort) return null
    const { delay, abort } = fault
    return {
      delay: delay
        ? {
            percentage: ofFault(delay.percentage, delay.percent),
            delayMs: durationMs(delay.fixedDelay ?? '') ?? 0,
          }
        : null,
      abort: abort
        ? {
            percentage: ofFault(abort.percentage, abort.percent),
            status: String(abort.httpStatus ?? abort.grpcStatus ?? abort.http2Error ?? ''),
          }
        : null,
    }
  })

const mirrored = z.object({ host: z.string(), subset: z.string().nullish() })

/** The members of an http route that these effects are read from. */
export const effectFields = {
  fault,
  timeout: z.string().nullish(),
  mirror: mirrored.nullish(),
  mirrorPercentage: share,
  mirrorPercent: z.number().nullish(),
  mirrors: listOf(z.object({ destination: mirrored, percentage: share })),
}

const fields = z.object(effectFields)

/** Nothing where there is nothing to tell. Of a mirror: what has no share is all. https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute */
export function toEffects(route: z.output<typeof fields>): { effects?: RouteEffects } {
  const { fault, timeout, mirror, mirrorPercentage, mirrorPercent, mirrors } = route
  const timeoutMs = durationMs(timeout ?? '')
  const effects = {
    fault,
    // `0s` switches a timeout off.
    timeoutMs: timeoutMs || null,
    mirrors: [
      ...(mirror ? [toMirror(mirror, mirrorPercentage?.value ?? mirrorPercent ?? wholeShare)] : []),
      ...mirrors.map((one) => toMirror(one.destination, one.percentage?.value ?? wholeShare)),
    ],
  }
  const isThere = fault !== null || effects.timeoutMs !== null || effects.mirrors.length > 0
  return isThere ? { effects } : {}
}

const wholeShare = 100

const toMirror = ({ host, subset }: z.output<typeof mirrored>, percentage: number) => ({
  host,
  subset: subset || null,
  percentage,
})
