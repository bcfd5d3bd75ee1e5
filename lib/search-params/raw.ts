/** As Next gives a page its search. */
export type RawSearch = Record<string, string | string[] | undefined>

/** A repeated parameter counts once, the first time, as `URLSearchParams.get` reads it. */
export function toSearchParams(raw: RawSearch): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(raw)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) params.set(name, first)
  }
  return params
}
