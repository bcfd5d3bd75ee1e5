import 'server-only'
import { PrometheusDriver, type QueryResult, type RangeVector } from 'prometheus-query'
import { z } from 'zod'
import type { PrometheusAccess } from './access'
import { unpacked } from './answer-body'
import { ask } from './ask'
import { withFixedMatchers } from './fixed-matchers'
import { inTurn } from './in-turn'
import { failedWith } from './prometheus-failure'

/** The only file that knows `prometheus-query`: for charts, whose answers are small. */

export type RangeQuestion = {
  query: string
  /** Epoch ms. */
  start: number
  end: number
  stepSeconds: number
}

export type RangeSeries = {
  labels: Readonly<Record<string, string>>
  /** Epoch ms and value. */
  samples: readonly (readonly [time: number, value: number])[]
}

export type RangeAnswer = { series: RangeSeries[]; warnings: string[] }

export function rangeQuery(
  access: PrometheusAccess,
  { query, start, end, stepSeconds }: RangeQuestion,
  signal: AbortSignal,
): Promise<RangeAnswer> {
  return inTurn(signal, async () => {
    const warnings: string[] = []
    const text = withFixedMatchers(query, access.matchers ?? [])
    const driver = newDriver(access, signal, (words) => warnings.push(...words))
    // As dates: a number that is zero, the moment 1970, the library takes for none.
    const ends = [new Date(start), new Date(end)] as const
    try {
      return { series: unwrap(await driver.rangeQuery(text, ...ends, stepSeconds)), warnings }
    } catch (thrown) {
      throw realError(thrown)
    }
  })
}

/**
 * One for each question: the library takes no signal and loses warnings, its interceptors do not. What
 * it would send goes where every question goes.
 */
function newDriver(
  access: PrometheusAccess,
  signal: AbortSignal,
  warn: (words: string[]) => void,
): PrometheusDriver {
  return new PrometheusDriver({
    endpoint: access.url,
    preferPost: true,
    requestInterceptor: {
      onFulfilled: (config) => ({
        ...config,
        adapter: async (sent) => {
          const form = new URLSearchParams(String(sent.data))
          const { status, body } = await ask(access, 'query_range', form, signal)
          const data = new TextDecoder().decode(unpacked(body) ?? undefined)
          return { status, statusText: '', data, headers: {}, config: sent }
        },
      }),
    },
    responseInterceptor: {
      onFulfilled: (response) => {
        const reply = judge(response.status, response.data)
        warn(reply.warnings)
        return { ...response, data: reply }
      },
    },
  })
}

const errorEnvelope = z.object({
  status: z.literal('error'),
  errorType: z.string(),
  error: z.string(),
})

/** The library reads numbers with parseFloat, which knows `Infinity`, but not Prometheus' `+Inf`. */
const value = z.string().transform((text) => text.replace(/^([+-]?)Inf$/, '$1Infinity'))

const matrixEnvelope = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), value])),
      }),
    ),
  }),
  warnings: z.array(z.string()).default([]),
})

function judge(status: number, body: unknown): z.output<typeof matrixEnvelope> {
  const refused = errorEnvelope.safeParse(body)
  if (refused.success) throw failedWith(status, refused.data, '')
  const reply = matrixEnvelope.safeParse(body)
  if (reply.success) return reply.data
  throw failedWith(status, null, `no matrix: ${JSON.stringify(body)?.slice(0, 200)}`)
}

/** `result` is any[] in the library's types; `judge` has seen that these are range vectors. */
const unwrap = ({ result }: QueryResult): RangeSeries[] =>
  (result as RangeVector[]).map(({ metric, values }) => ({
    // Typed as `object`; made of the record that `judge` has parsed.
    labels: metric.labels as Record<string, string>,
    samples: values.map(({ time, value: number }: { time: Date; value: number }) => [
      time.getTime(),
      number,
    ]),
  }))

const thrownByLibrary = z.object({ original: z.instanceof(Error) })

/** The library throws plain objects, which hold what we threw under `original`. */
function realError(thrown: unknown): Error {
  const { data } = thrownByLibrary.safeParse(thrown)
  return data?.original ?? new Error('prometheus-query failed')
}
