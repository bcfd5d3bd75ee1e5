export type LoggedQuery = {
  /** Epoch ms at which it came in. */
  at: number
  path: string
  /** The PromQL, where the request carries one. */
  query: string | null
  /** What the client was answered; `null` while it waits and when it got nothing. */
  status: number | null
  /** The client left before it had the whole answer. */
  cancelled: boolean
}

export type QuerySummary = {
  /** When counting began, epoch ms. */
  since: number
  count: number
  byPath: Record<string, number>
  queries: LoggedQuery[]
}

export type QueryLog = {
  add(path: string, query: string | null): LoggedQuery
  summary(): QuerySummary
  reset(): void
}

/** The newest ones; counts go on beyond. */
const keptQueries = 10_000

export function queryLog(): QueryLog {
  let since = Date.now()
  let count = 0
  let byPath: Record<string, number> = {}
  let queries: LoggedQuery[] = []
  return {
    add(path, query) {
      const logged = { at: Date.now(), path, query, status: null, cancelled: false }
      count += 1
      byPath[path] = (byPath[path] ?? 0) + 1
      queries.push(logged)
      if (queries.length > keptQueries) queries.shift()
      return logged
    },
    summary: () => ({ since, count, byPath: { ...byPath }, queries: [...queries] }),
    reset() {
      since = Date.now()
      count = 0
      byPath = {}
      queries = []
    },
  }
}
