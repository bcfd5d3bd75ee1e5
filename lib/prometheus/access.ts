import 'server-only'

/** How a Prometheus is reached. */
export type PrometheusAccess = {
  /** Without a slash at its end. */
  url: string
  /** Sent with every question. */
  headers?: Readonly<Record<string, string>>
  /** Until the last byte. */
  timeoutMs?: number
}

export const defaultTimeoutMs = 30_000
