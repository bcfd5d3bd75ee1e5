/** The bed's own questions to a Prometheus, for its tests; it shares no code with the console. */
export type Labels = Readonly<Record<string, string>>
export type Point = { at: number; value: number }
export type RangeSeries = { labels: Labels; points: Point[] }
export type InstantSample = { labels: Labels; at: number; value: number }

type Answer<T> = { status: 'success'; data: { result: T } } | { status: 'error'; error: string }
type RawPoint = [seconds: number, value: string]

async function ask<T>(url: string, path: string, search: Record<string, string>): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(search),
  })
  // Our own Prometheus: its answers are taken at their word.
  const answer = (await response.json()) as Answer<T>
  if (answer.status === 'error') throw new Error(answer.error)
  return answer.data.result
}

const toPoint = ([seconds, value]: RawPoint): Point => ({
  at: Math.round(seconds * 1000),
  value: Number(value),
})

export async function askInstant(url: string, query: string, at = Date.now()) {
  const search = { query, time: String(at / 1000) }
  const result = await ask<{ metric: Labels; value: RawPoint }[]>(url, 'query', search)
  return result.map(({ metric, value }): InstantSample => ({ labels: metric, ...toPoint(value) }))
}

/** The samples as they were scraped: `selector[window]`. */
export async function askSamples(url: string, selector: string, window: string, at = Date.now()) {
  const search = { query: `${selector}[${window}]`, time: String(at / 1000) }
  const result = await ask<{ metric: Labels; values: RawPoint[] }[]>(url, 'query', search)
  return result.map(
    ({ metric, values }): RangeSeries => ({ labels: metric, points: values.map(toPoint) }),
  )
}
