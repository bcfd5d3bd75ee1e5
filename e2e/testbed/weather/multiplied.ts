type Labels = Readonly<Record<string, string>>
type Result = { metric: Labels }
type Reply = { data?: { result?: unknown } }

/** Labels that name a workload or a service; namespaces, clusters and codes stay as they are. */
const names = /_(workload|app|canonical_service|service|service_name)$/

/** `reviews.default.svc` becomes `reviews-7.default.svc`. */
const renamed = (value: string, copy: number) =>
  value.replace(/^[^.]*/, (name) => `${name}-${copy}`)

const copyOf = (metric: Labels, copy: number): Labels =>
  Object.fromEntries(
    Object.entries(metric).map(([label, value]) =>
      names.test(label) && value !== '' && value !== 'unknown'
        ? [label, renamed(value, copy)]
        : [label, value],
    ),
  )

/** A reply of vectors with each of its series so many times; any other reply as it is. */
export function multiplied(reply: unknown, copies: number): unknown {
  const { data } = reply as Reply // `unknown` fields are looked at before use
  if (!Array.isArray(data?.result)) return reply
  const results = (data.result as unknown[]).filter(
    (one): one is Result => typeof one === 'object' && one !== null && 'metric' in one,
  )
  const result = results.flatMap((one) =>
    Array.from({ length: copies }, (_, copy) => ({ ...one, metric: copyOf(one.metric, copy) })),
  )
  return { ...(reply as object), data: { ...data, result } }
}
